"""A place where everybody did something: what each address of the site is tried on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.utils import timezone

from accounts.links import make_link
from accounts.models import User
from contributions.creating import drafting
from contributions.creating import mailing as creating_mail
from contributions.direct import putting_back
from contributions.direct.services import publish_own_edit
from contributions.discussion.places import at_proposal
from contributions.discussion.services import hide, open_thread
from contributions.models import (
    ContactChange,
    DirectPublication,
    ImportRun,
    Proposal,
    Report,
    Thread,
)
from moderation.blocks.services import block_person
from moderation.erasing.sealing import seal_passages
from moderation.models import Block, Hiding, Protection, Trust
from moderation.protection.services import protect
from notifications.following import follow
from notifications.models import Frequency, Notice
from notifications.preferences import new_feed
from notifications.services import notify
from notifications.unsubscribing import address_to_leave
from offers.keeping.claims import CLAIM_LINK
from offers.keeping.members import INVITATION_LINK, invite_member
from offers.models import MemberInvitation, Membership, OfferPage, StructureClaim
from offers.publishing import publish_one
from offers.services import add_member
from territories.models import MemberRole
from territories.services import delegate_role, grant_role, revoke_role
from tests.cast import Cast, make_user
from tests.contributions.discussion.making import opening, start
from tests.contributions.imports.page_making import make_source
from tests.contributions.making import propose
from tests.contributions.reporting.making import told
from tests.factories import CAR
from tests.fixtures.places import place, zone
from tests.moderation.appeals.making import appeal, refused
from tests.offers.keeping.making import ask

# The author proposed, spoke, claimed, follows and has a draft; `away` animates another department,
# and the member owns a structure there.
ROLES = (
    "visitor", "outsider", "member", "author", "editor", "owner", "animator", "away",
    "administrator",
)  # fmt: skip

# The others, and whose answers they get. Of the same department: the animator of its region, its
# administrator, who stands in for its animator. Of one of its intercommunalities, which is not the
# department. Whose role was taken back, or came to its end without the clock having swept it.
# Oversight, and the superuser of the Wagtail admin, decide on nothing.
LIKE = {
    "regional": "animator",
    "chief": "animator",
    "stand_in": "animator",
    "zonal": "away",
    "former": "outsider",
    "ended": "outsider",
    "oversight": "outsider",
    "superuser": "outsider",
}
EVERYBODY = (*ROLES, *LIKE)


@dataclass(frozen=True, slots=True)
class World:
    cast: Cast
    people: dict[str, User | None]
    offer: OfferPage
    proposal: Proposal
    thread: Thread
    report: Report
    claim: StructureClaim
    invitation: MemberInvitation
    run: ImportRun
    direct: DirectPublication
    names: dict[str, Any]


Maker = Callable[[World], list[Any]]


def nothing(world: World) -> list[Any]:
    return []


def page(world: World) -> list[Any]:
    return [world.offer.public_id]


def aveyron(world: World) -> list[Any]:
    return ["fr:department:12"]


def page_of_aveyron(world: World) -> list[Any]:
    return [*aveyron(world), world.offer.public_id]


def structure(world: World) -> list[Any]:
    return [world.cast.structure.public_id]


def proposal(world: World) -> list[Any]:
    return [world.proposal.uuid]


def history(world: World) -> list[Any]:
    return ["offres", world.offer.public_id]


def version(world: World) -> list[Any]:
    return [*history(world), world.offer.live_revision_id]


def need(world: World) -> list[Any]:
    return [CAR]


def thread(world: World) -> list[Any]:
    return [world.thread.uuid]


def post(world: World) -> list[Any]:
    return [opening(world.thread).uuid]


def report(world: World) -> list[Any]:
    return [world.report.uuid]


def claim(world: World) -> list[Any]:
    return [world.claim.uuid]


def run(world: World) -> list[Any]:
    return [world.run.uuid]


def named(name: str, *more: Any) -> Maker:
    return lambda world: [world.names[name], *more]


def of_structure(name: str) -> Maker:
    return lambda world: [*structure(world), world.names[name]]


def make_world(cast: Cast, offer: OfferPage) -> World:
    """One thing of each kind; the site's tree and the needs stand already."""
    structure, author = cast.structure, make_user("rosa@example.org", "Rosa")
    editor = make_user("ines@garage.example", "Inès")
    membership = add_member(structure=structure, user=editor, role=Membership.Role.EDITOR)
    foreign = Membership.objects.get(user=cast.member)
    thread, found = start(offer, author), propose(offer, author)
    said = {"subject": "Pourquoi ce tarif ?", "body": "Il est affiché à l'entrée."}
    asked = open_thread(author=author, place=at_proposal(found), **said)
    publish_one(offer=offer, fields={"contact_email": "avant@causse.example"}, author=None)
    publish_one(offer=offer, fields={"contact_email": "apres@causse.example"}, author=None)
    draft, _key = drafting.begin({"title": ["Prêt de vélos"]}, owner=author)
    claim = ask(structure, author, "evidence")
    invitation = invite_member(
        structure=structure, by=cast.publisher, email="lea@causse.example", role="editor"
    )
    source = make_source()
    run = ImportRun.objects.create(
        source=source, territory=source.territory, state=ImportRun.State.READY
    )
    watch = follow(user=author, page=("offer", offer.public_id), frequency=Frequency.WEEKLY)
    notify(recipient=author, kind="claim_refused", key="k", path="/", params={"structure": "x"})
    change = ContactChange.objects.latest("pk")
    direct = publish_own_edit(
        author=cast.publisher,
        target_kind=Proposal.Target.OFFER,
        target=offer,
        changes={"documents": ["Carte d’identité"]},
        summary="Il faut aussi une carte.",
    ).published
    assert direct is not None
    hiding = Hiding.objects.create(
        target_kind=Hiding.Target.OFFER,
        target_id=offer.pk,
        territory=offer.home_territory,
        reason=Hiding.Reason.ON_REQUEST,
        passages=seal_passages(["un texte masqué"], ""),
        hidden_by=cast.animator,
        hidden_by_label="Awa",
    )
    block, everywhere = _blocks(cast, author, offer)
    names: dict[str, Any] = {
        "hiding": hiding.uuid,
        "block": block.uuid,
        "block everywhere": everywhere.uuid,
        "protection": _protection(cast, offer).uuid,
        "trust": Trust.objects.create(user=author, territory=offer.home_territory).pk,
        "refused": refused(offer, author, cast.animator, fee_detail="3 €").proposal.uuid,
        "appeal": appeal(refused(offer, author, cast.animator, fee_detail="4 €"), author).uuid,
        "hidden post": _hidden(offer, author, cast.animator),
        "thread on a proposal": asked.uuid,
        "post on a proposal": opening(asked).uuid,
        "draft": draft.uuid,
        "direct publication": direct.uuid,
        "role": MemberRole.objects.get(user=cast.animator).pk,
        "nobody": 1,
        "recruit": make_user("noe@example.org", "Noé"),
        "membership": membership.pk,
        "foreign membership": foreign.pk,
        "invitation": invitation.pk,
        "watch": watch.pk,
        "notice": Notice.objects.filter(recipient=author, key="k").get().pk,
        "feed": new_feed(user=author),
        "unsubscribe": _last(address_to_leave(author, "digest", Frequency.WEEKLY)),
        "contact link": _link(putting_back.LINK, {"change": change.pk}),
        "draft link": _link(creating_mail.PURPOSE, {"draft": str(draft.uuid)}),
        "claim link": _link(CLAIM_LINK, {"claim": claim.pk}),
        "invitation link": _link(INVITATION_LINK, {"invitation": invitation.pk}),
    }
    people = {
        "visitor": None,
        "outsider": cast.outsider,
        "member": cast.member,
        "author": author,
        "editor": editor,
        "owner": cast.publisher,
        "animator": cast.animator,
        "away": cast.other_animator,
        "administrator": cast.administrator,
        **others(cast),
    }
    return World(
        cast=cast,
        people=people,
        offer=OfferPage.objects.get(pk=offer.pk),
        proposal=found,
        thread=thread,
        report=told(offer),
        claim=claim,
        invitation=invitation,
        run=run,
        direct=direct,
        names=names,
    )


def _blocks(cast: Cast, author: User, offer: OfferPage) -> tuple[Block, Block]:
    """Two that keep the author from nothing that is tried here."""
    said: dict[str, Any] = {"by": cast.administrator, "acts": ["report"], "reason": "spam"}
    said["ends_at"] = timezone.now() + creating_mail.LASTS
    local = block_person(user=author, territory=offer.home_territory, **said)
    return local, block_person(email="pub@spam.example", territory=None, **said)


def _protection(cast: Cast, offer: OfferPage) -> Protection:
    ends_at = timezone.now() + creating_mail.LASTS
    said = {"level": "read_first", "reason": "dispute", "part": "next", "ends_at": ends_at}
    return protect(target=offer, by=cast.animator, **said)


def _hidden(offer: OfferPage, author: User, animator: User) -> Any:
    post = opening(start(offer, author, subject="Et le dimanche ?", body="Personne ne répond."))
    return hide(moderator=animator, post=post, reason="off_topic").uuid


def others(cast: Cast) -> dict[str, User]:
    """Those who are answered like somebody else."""
    role, now = MemberRole.Role, timezone.now()
    aveyron, rodez = place("fr:department:12"), zone("fr:epci:241200187")
    people = {name: make_user(f"{name}@example.org", name, second_factor=True) for name in LIKE}
    grant_role(user=people["regional"], role=role.ANIMATOR, territory=place("fr:region:76"))
    grant_role(user=people["chief"], role=role.TERRITORY_ADMIN, territory=aveyron)
    grant_role(user=people["zonal"], role=role.ANIMATOR, zone=rodez)
    grant_role(user=people["oversight"], role=role.OVERSIGHT)
    revoke_role(
        role=grant_role(user=people["former"], role=role.ANIMATOR, territory=aveyron), by=None
    )
    grant_role(user=people["ended"], role=role.ANIMATOR, territory=aveyron)
    MemberRole.objects.filter(user=people["ended"]).update(ends_at=now - timedelta(minutes=1))
    delegate_role(
        held=MemberRole.objects.get(user=cast.animator),
        to=people["stand_in"],
        by=cast.animator,
        ends_at=now + timedelta(days=9),
    )
    User.objects.filter(pk=people["superuser"].pk).update(is_superuser=True, is_staff=True)
    return people


def _link(purpose: str, payload: dict[str, Any]) -> str:
    return make_link(purpose, None, payload, creating_mail.LASTS)


def _last(address: str) -> str:
    return urlsplit(address).path.rstrip("/").rpartition("/")[2]
