"""A place where everybody did something: what each address of the site is tried on."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from accounts.links import make_link
from accounts.models import User
from contributions.creating import drafting
from contributions.creating import mailing as creating_mail
from contributions.direct import putting_back
from contributions.direct.services import publish_own_edit
from contributions.discussion.places import at_proposal
from contributions.discussion.services import open_thread
from contributions.models import ContactChange, ImportRun, Proposal, Report, Thread
from moderation.erasing.sealing import seal_passages
from moderation.models import Hiding
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
from tests.cast import Cast, make_user
from tests.contributions.discussion.making import opening, start
from tests.contributions.imports.page_making import make_source
from tests.contributions.making import propose
from tests.contributions.reporting.making import told
from tests.factories import CAR
from tests.offers.keeping.making import ask

# The author proposed, spoke, claimed, follows and has a draft; `away` animates another department,
# and the member owns a structure there.
ROLES = (
    "visitor", "outsider", "member", "author", "editor", "owner", "animator", "away",
    "administrator",
)  # fmt: skip


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
    names: dict[str, Any]


Maker = Callable[[World], list[Any]]


def nothing(world: World) -> list[Any]:
    return []


def page(world: World) -> list[Any]:
    return [world.offer.public_id]


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
    names: dict[str, Any] = {
        "hiding": hiding.uuid,
        "thread on a proposal": asked.uuid,
        "post on a proposal": opening(asked).uuid,
        "draft": draft.uuid,
        "direct publication": direct.uuid,
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
        names=names,
    )


def _link(purpose: str, payload: dict[str, Any]) -> str:
    return make_link(purpose, None, payload, creating_mail.LASTS)


def _last(address: str) -> str:
    return urlsplit(address).path.rstrip("/").rpartition("/")[2]
