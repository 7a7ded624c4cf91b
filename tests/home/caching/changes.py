"""Every kind of change that a public page shows, made by the door it comes through in life."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.privacy import erase_account
from contributions.discussion.services import hide
from contributions.models import Thread
from contributions.services import withdraw_proposal
from home.models import GuidePage, HomePage
from moderation.erasing.services import hide_text
from moderation.erasing.subjects import of_page
from offers.expressions import create_expression
from offers.identifiers import public_slug
from offers.merging import merge_offers
from offers.models import (
    Need,
    NeedIndexPage,
    NeedPage,
    OfferPage,
    PublicOffer,
    TemporaryNotice,
    Term,
)
from offers.models.structures import AddressVisibility
from offers.moving import move_territory
from offers.need_pages import publish_need_page
from offers.publishing import archive_offer, publish_new, publish_one, refresh_public
from offers.restoring import restore_offer
from offers.saying import Saying
from offers.services import set_availability, verify_offer
from offers.structure_states import archive_structure
from offers.structures import publish_structure
from territories.models import MemberRole, Territory, TerritoryContact
from territories.services import grant_role, revoke_role
from tests.cast import Cast
from tests.contributions.discussion.making import make_trusted, opening, start
from tests.contributions.making import propose
from tests.contributions.reporting.making import told
from tests.factories import CAR, offer_fields

NAME = "Hélène Zanzibarde"


@dataclass(frozen=True, slots=True)
class Scene:
    cast: Cast
    offer: OfferPage
    other: OfferPage

    @property
    def addresses(self) -> list[str]:
        """Every public page that the changes may touch, in two languages."""
        structures = (self.cast.structure, self.cast.other_structure)
        paths = [
            "/",
            "/besoins/",
            f"/besoins/{CAR}/",
            f"/besoins/{CAR.partition('--')[0]}/",
            "/territoires/",
            "/territoires/fr/",
            "/territoires/fr:department:12/",
            "/territoires/fr:commune:12202/",
            "/structures/",
            "/aide/",
            "/confidentialite/",
            *(f"/offres/{one.public_id}-{public_slug(one.title)}/" for one in self.offers),
            *(f"/structures/{one.public_id}-{one.slug}/" for one in structures),
        ]
        return [*paths, *(f"/en{path}" for path in paths)]

    @property
    def offers(self) -> tuple[OfferPage, OfferPage]:
        return self.offer, self.other

    @property
    def page(self) -> str:
        """The address of the first offer, as it was."""
        return f"/offres/{self.offer.public_id}-{public_slug(self.offer.title)}/"


Act = Callable[[Scene], Any]


def _said(author: User | None = None) -> Saying:
    return Saying(author=author, accepted_by=None, at=timezone.now(), summary="", data={})


def _edit(scene: Scene, **fields: Any) -> None:
    publish_one(offer=scene.offer, fields=fields, author=scene.cast.publisher)


def _aveyron() -> Territory:
    return Territory.objects.get(uid="fr:department:12")


def _notice(scene: Scene) -> None:
    now = timezone.now()
    TemporaryNotice.objects.create(
        offer=scene.offer,
        kind=TemporaryNotice.Kind.values[0],
        text="Fermé pour travaux",
        starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(days=3),
    )
    refresh_public(scene.offer)


def _hide_address(scene: Scene) -> None:
    visibility = scene.offer.visibility
    visibility.address = AddressVisibility.HIDDEN
    visibility.save()
    refresh_public(scene.offer, visibility=visibility)


def _restored(scene: Scene) -> None:
    archive_offer(offer=scene.offer, actor=None)
    restore_offer(offer=scene.offer, author=scene.cast.publisher)
    _edit(scene, summary="Rouvert en janvier.")


def _withdrawn(scene: Scene) -> None:
    _edit(scene, summary="Avec une proposition.")
    proposal = propose(scene.offer, scene.cast.outsider)
    withdraw_proposal(proposal=proposal, author=scene.cast.outsider)


def _publish(page: Any, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()


def _save(model: Any, lookup: dict[str, Any], **fields: Any) -> None:
    row = model.objects.filter(**lookup).first()
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


def _text_taken_off(scene: Scene) -> None:
    hide_text(
        subject=of_page(OfferPage.objects.get(pk=scene.offer.pk)),
        passages="L'assurance est comprise.",
        reason="personal_data",
        by=scene.cast.animator,
    )


def _structure(scene: Scene, **fields: Any) -> None:
    publish_structure(structure=scene.cast.structure, fields=fields, author=scene.cast.publisher)


def _expression(_scene: Scene) -> None:
    fields = {"need": CAR, "text": "je suis à pied", "language": "fr"}
    said = create_expression(fields=fields, action="expression.created", **_said())
    said.style = "spoken"
    said.save_because("style", by=None)


def _hidden_message(scene: Scene) -> None:
    hide(
        moderator=scene.cast.animator,
        post=opening(Thread.objects.get(offer=scene.offer.pk)),
        reason="off_topic",
    )


CHANGES: dict[str, Act] = {
    "an offer is edited": lambda s: _edit(s, summary="Une voiture dès demain."),
    "an offer has another title": lambda s: _edit(s, title="Voitures à louer"),
    "an offer answers another need": lambda s: _edit(s, needs=["mobilite--preparer-un-permis"]),
    "an offer serves another area": lambda s: _edit(s, coverage=["fr:department:69"]),
    "an offer is added": lambda s: publish_new(
        structure=s.cast.structure,
        fields=offer_fields(title="Une offre de plus"),
        author=None,
        country=Territory.objects.get(uid="fr"),
    ),
    "an offer is archived": lambda s: archive_offer(offer=s.offer, actor=None),
    "an offer comes back": _restored,
    "an offer is merged": lambda s: merge_offers(
        duplicate=s.offer, into=s.other, fields={"summary": "Réunies."}, **_said()
    ),
    "an offer moves": lambda s: move_territory(
        target=s.offer, territory=Territory.objects.get(uid="fr:department:69"), author=None
    ),
    "room is said": lambda s: set_availability(offer=s.offer, level="full", by=None, note="Non"),
    "somebody checked": lambda s: verify_offer(offer=s.offer, by=None, method="structure"),
    "a notice begins": _notice,
    "an address is hidden": _hide_address,
    "a text is taken off": _text_taken_off,
    "a proposal waits": lambda s: propose(s.offer, s.cast.outsider),
    "a proposal is taken back": _withdrawn,
    "a page is reported": lambda s: told(s.offer),
    "a structure is reported": lambda s: told(s.cast.structure),
    "an animator speaks": lambda s: start(s.offer, s.cast.animator),
    "a structure has another name": lambda s: _structure(s, name="Garage du Larzac"),
    "a structure has another phone": lambda s: _structure(s, phone="05 65 00 00 01"),
    "a structure closes": lambda s: archive_structure(
        structure=s.cast.other_structure, author=None
    ),
    "a need has another name": lambda _s: _save(
        Need, {"code": CAR}, labels={"fr": "Rouler", "en": "Drive"}
    ),
    "a need is explained": lambda _s: publish_need_page(
        page=NeedPage.objects.get(need__code=CAR),
        fields={"description": "Louer, acheter, réparer."},
        action="need_page.edited",
        **_said(),
    ),
    "an audience has another name": lambda _s: _save(
        Term, {"code": "demandeurs-emploi"}, labels={"fr": "Chercheurs", "en": "Seekers"}
    ),
    "people say it otherwise": _expression,
    "a territory has another contact": lambda _s: TerritoryContact.objects.create(
        territory=_aveyron(), name="Le pôle", email="pole@example.org"
    ),
    "a territory has another name": lambda _s: _save(
        Territory, {"uid": "fr:department:12"}, name="Le Rouergue"
    ),
    "the first page says otherwise": lambda _s: _publish(
        HomePage.objects.get(), promise="Dites ce qui manque"
    ),
    "a guide is published": lambda _s: _publish(
        GuidePage.objects.get(slug="aide"), introduction="Tout est dit."
    ),
    "a list has an introduction": lambda _s: _publish(
        NeedIndexPage.objects.get(), introduction="<p>Choisissez.</p>"
    ),
    "a row is written by hand": lambda s: PublicOffer.objects.filter(pk=s.offer.pk).update(
        title="À la main", data={**s.offer.public.data, "title": "À la main"}
    ),
}


def speak(scene: Scene) -> None:
    start(scene.offer, scene.cast.outsider)


def trust(scene: Scene) -> None:
    make_trusted(scene.cast.outsider, scene.offer)


def _role_taken_back(scene: Scene) -> None:
    revoke_role(role=MemberRole.objects.get(user=scene.cast.animator), by=None)


# What was done before the pages were read, and the change.
AFTERWARDS: dict[str, tuple[Act, Act]] = {
    "who spoke is trusted": (speak, trust),
    "who spoke has a role": (
        speak,
        lambda s: grant_role(
            user=s.cast.outsider, role=MemberRole.Role.ANIMATOR, territory=_aveyron()
        ),
    ),
    "who spoke has no role any more": (
        lambda s: start(s.offer, s.cast.animator),
        _role_taken_back,
    ),
    "who spoke leaves": (
        lambda s: (speak(s), trust(s)),
        lambda s: (
            erase_account(user=s.cast.outsider, by="self"),
            _edit(s, summary="Après un départ."),
        ),
    ),
    "a message is hidden": (lambda s: start(s.offer, s.cast.administrator), _hidden_message),
    "a notice ends": (
        _notice,
        lambda s: (TemporaryNotice.objects.all().delete(), refresh_public(s.offer)),
    ),
}
