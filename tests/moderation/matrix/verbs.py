"""Who may call each verb of the services: the right is asked there, whatever page called it.

Those that ask none are in `unasked`, with who answers for them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from importlib import import_module
from typing import Any

from django.utils import timezone

from contributions.discussion.places import at_page
from contributions.models import Proposal, Report
from moderation.deciding.seeing import SeenVersion
from offers.models import Membership, OfferPage, StructureClaim
from territories.models import MemberRole
from tests.contributions.discussion.making import opening
from tests.contributions.reporting.making import RIGHT_HOURS, told
from tests.fixtures.places import place
from tests.moderation.matrix.world import LIKE, ROLES, World

Said = Callable[[World], dict[str, Any]]
AVEYRON = "fr:department:12"
#              outsider member author editor owner animator away administrator
ALL = "y y y y y y y y"
ANIMATORS = "n n n n n y n y"
AUTHOR = "n n y n n n n n"
OWNER = "n n n n y n n n"
KEEPERS = "n n n y y n n n"
HOLDER = "n n n n n y n n"
NAMERS = "n n n n n n n y"


@dataclass(frozen=True, slots=True)
class Verb:
    """`actor` is the parameter that says who asks; `y` or `n` by role, visitors left out."""

    name: str
    actor: str
    said: Said
    expected: str
    but: dict[str, str] = field(default_factory=dict)
    administrators: bool = False

    def by_role(self) -> dict[str, str]:
        said = dict(zip(ROLES[1:], self.expected.split(), strict=True))
        like = {**LIKE, "chief": "administrator" if self.administrators else "animator"}
        return said | {role: said[other] for role, other in like.items()} | self.but

    def call(self, world: World, role: str) -> None:
        module, _dot, function = self.name.rpartition(".")
        verb = getattr(import_module(module), function)
        verb(**{self.actor: world.people[role], **self.said(world)})


def of(name: str, **more: Any) -> Said:
    """A thing of the world by its attribute, and plain values."""
    return lambda world: {name: getattr(world, name), **more}


def offer(world: World) -> OfferPage:
    return OfferPage.objects.get(pk=world.offer.pk)


def proposal(world: World) -> Proposal:
    return Proposal.objects.get(pk=world.proposal.pk)


def about_proposal(**more: Any) -> Said:
    return lambda world: {"proposal": proposal(world), **more}


def role(world: World) -> MemberRole:
    return MemberRole.objects.get(pk=world.names["role"])


def post(world: World, **more: Any) -> dict[str, Any]:
    return {"post": opening(world.thread), **more}


def member(world: World) -> Membership:
    return Membership.objects.get(pk=world.names["membership"])


def proven(world: World) -> StructureClaim:
    """Somebody vouched for it: the owners have a week to object."""
    state = StructureClaim.State.PROVEN
    StructureClaim.objects.filter(pk=world.claim.pk).update(state=state, takes_effect_at=soon())
    return StructureClaim.objects.get(pk=world.claim.pk)


def soon() -> Any:
    return timezone.now() + timedelta(days=7)


ASKED: list[Verb] = [
    # Proposals
    Verb(
        "contributions.services.propose",
        "author",
        lambda w: {
            "target_kind": Proposal.Target.OFFER,
            "target": offer(w),
            "changes": {"fee_detail": "7 € par jour"},
            "summary": "Le tarif a changé.",
        },
        ALL,
    ),
    Verb("contributions.services.withdraw_proposal", "author", about_proposal(), AUTHOR),
    Verb(
        "contributions.services.resubmit",
        "author",
        about_proposal(version=1, changes={"fee_detail": "8 € par jour"}, summary="Encore changé."),
        AUTHOR,
    ),
    Verb(
        "moderation.deciding.accepting.accept_proposal",
        "moderator",
        about_proposal(seen=SeenVersion(1)),
        ANIMATORS,
    ),
    Verb(
        "moderation.deciding.refusing.refuse_proposal",
        "moderator",
        about_proposal(version=1, reason="outdated"),
        ANIMATORS,
    ),
    Verb(
        "moderation.deciding.refusing.ask_for_change",
        "moderator",
        about_proposal(version=1, message="Quel est le tarif ?"),
        ANIMATORS,
    ),
    Verb(
        "moderation.deciding.editing.edit_and_accept",
        "moderator",
        about_proposal(seen=SeenVersion(1), changes={"fee_detail": "7 € par jour"}),
        ANIMATORS,
    ),
    Verb(
        "moderation.deciding.escalating.escalate_proposal",
        "moderator",
        about_proposal(version=1, message="Je ne connais pas ce lieu."),
        ANIMATORS,
    ),
    Verb(
        "moderation.deciding.leaving.skip_proposal",
        "moderator",
        about_proposal(version=1),
        ANIMATORS,
    ),
    Verb("moderation.deciding.leaving.recuse", "moderator", about_proposal(version=1), ANIMATORS),
    Verb("moderation.claims.services.claim", "user", about_proposal(), ANIMATORS),
    Verb("moderation.claims.services.claim_report", "user", of("report"), ANIMATORS),
    Verb(
        "moderation.trust.services.set_trust",
        "by",
        lambda w: {
            "user": w.names["recruit"],
            "territory": place(AVEYRON),
            "level": 1,
            "message": "Je la connais.",
        },
        NAMERS,
        administrators=True,
    ),
    Verb(
        "moderation.protection.services.protect",
        "by",
        lambda w: {"target": offer(w), "level": "animator", "reason": "dispute", "ends_at": soon()},
        ANIMATORS,
    ),
    Verb(
        "moderation.blocks.services.block_network",
        "by",
        lambda w: {"address": "203.0.113.7", "reason": "spam", "ends_at": soon()},
        NAMERS,
    ),
    Verb("moderation.patrolling.mark_read", "by", lambda w: {"publication": w.direct}, ANIMATORS),
    # Reports
    Verb(
        "contributions.reporting.settling.answer_report",
        "by",
        of("report", answer="Merci."),
        ANIMATORS,
    ),
    Verb(
        "contributions.reporting.settling.dismiss_report",
        "by",
        of("report", why=next(iter(Report.Dismissal))),
        ANIMATORS,
    ),
    Verb("contributions.reporting.settling.confirm_report", "by", of("report"), ANIMATORS),
    Verb(
        "contributions.reporting.settling.join_report",
        "by",
        lambda w: {"report": w.report, "into": w.report},
        ANIMATORS,
    ),
    Verb(
        "contributions.reporting.settling.convert_report",
        "by",
        lambda w: {"report": told(offer(w), changes={"opening_hours": RIGHT_HOURS})},
        ANIMATORS,
    ),
    # Discussion
    Verb(
        "contributions.discussion.services.open_thread",
        "author",
        lambda w: {"place": at_page(offer(w)), "subject": "Le samedi ?", "body": "C’est ouvert ?"},
        ALL,
    ),
    Verb(
        "contributions.discussion.services.reply",
        "author",
        of("thread", body="Oui, à dix heures."),
        ALL,
    ),
    Verb(
        "contributions.discussion.services.edit_post",
        "author",
        lambda w: post(w, body="Je voulais dire dimanche."),
        AUTHOR,
    ),
    Verb("contributions.discussion.services.resolve", "user", of("thread"), "n n y y y y n y"),
    Verb("contributions.discussion.services.reopen", "user", of("thread"), "n n y y y y n y"),
    Verb(
        "contributions.discussion.services.hide",
        "moderator",
        lambda w: post(w, reason="off_topic"),
        ANIMATORS,
    ),
    Verb("contributions.discussion.services.unhide", "moderator", post, ANIMATORS),
    # Structures
    Verb(
        "offers.keeping.members.invite_member",
        "by",
        lambda w: {"structure": w.cast.structure, "email": "neuf@example.org", "role": "editor"},
        OWNER,
    ),
    Verb("offers.keeping.members.take_back_invitation", "by", of("invitation"), OWNER),
    Verb(
        "offers.keeping.members.change_role",
        "by",
        lambda w: {"member": member(w), "role": "owner"},
        OWNER,
    ),
    Verb("offers.keeping.members.remove_member", "by", lambda w: {"member": member(w)}, OWNER),
    Verb(
        "offers.keeping.members.hand_over",
        "by",
        lambda w: {"structure": w.cast.structure, "successor": member(w)},
        OWNER,
    ),
    Verb(
        "offers.keeping.members.leave_structure",
        "user",
        lambda w: {"structure": w.cast.structure, "declares_orphan": True},
        KEEPERS,
    ),
    Verb("offers.keeping.claims.draw_code", "animator", of("claim"), ANIMATORS),
    Verb("offers.keeping.claims.withdraw_claim", "claimant", of("claim"), AUTHOR),
    Verb(
        "offers.keeping.settling.object_to_claim",
        "owner",
        lambda w: {"claim": proven(w), "text": "Non."},
        OWNER,
    ),
    Verb("offers.keeping.settling.grant_claim", "animator", of("claim", evidence="Vu."), ANIMATORS),
    Verb("offers.keeping.settling.refuse_claim", "animator", of("claim", reason="Non."), ANIMATORS),
    # Roles
    Verb(
        "territories.services.grant_role",
        "granted_by",
        lambda w: {"user": w.names["recruit"], "role": "animator", "territory": place(AVEYRON)},
        NAMERS,
        administrators=True,
    ),
    Verb(
        "territories.services.delegate_role",
        "by",
        lambda w: {"held": role(w), "to": w.names["recruit"], "ends_at": soon()},
        HOLDER,
        but={"regional": "n", "chief": "n", "stand_in": "n"},
    ),
    Verb(
        "territories.services.revoke_role",
        "by",
        lambda w: {"role": role(w)},
        ANIMATORS,
        but={"regional": "n", "stand_in": "n"},
    ),
]
