"""Who may call each verb of the services: the right is asked there, whatever page called it.

Verbs that ask no right are named too, with who answers for them.
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

# Done by the site itself: the clock, the outbox, a command, an import under way.
SYSTEM = """
contributions.discussion.services.hide_meanwhile
journal.sealing.services.seal_days
moderation.appeals.services.escalate_appeal
moderation.checks.named.services.ease
moderation.claims.services.end_claims
moderation.claims.services.end_what_is_not_allowed
moderation.claims.services.purge_claims
moderation.trust.close_decisions.flag_if_close
moderation.trust.services.recount
home.guides.load_guides
home.site_tree.ensure_site_tree
journal.outbox.cancel
journal.outbox.enqueue
notifications.digests.mail_digest
notifications.mails.mail_notice
offers.bulk.archive_many
offers.bulk.publish_batch
offers.bulk.redate_many
offers.bulk.republish_many
offers.counting.count_use
offers.keeping.mails.mail_claim
offers.keeping.mails.mail_invitation
offers.structures.create_many
offers.structures.update_many
offers.vocabulary.load_vocabulary
search.indexing.index_offers
search.safety.numbers.load_emergency_numbers
territories.loading.load_country
territories.services.expire_roles
contributions.direct.mails.tell_old_address
contributions.drafts.services.purge_drafts
contributions.imports.services.write_services
contributions.imports.web.expire
contributions.reporting.answering.ask_to_answer
contributions.reporting.answering.mail_answer
contributions.services.expire_proposal
contributions.settling.settle
notifications.preferences.note_refusal
"""

# Below the verbs above, which asked: they apply, tell or keep what was allowed.
BELOW = """
moderation.claims.services.require_free
moderation.erasing.services.read_passages
moderation.flags.services.is_veiled
moderation.limits.pace.count
accounts.services.note_visit
accounts.services.open_account
accounts.services.owes_consent
contributions.applying.apply_proposal
contributions.direct.services.drafted
contributions.keeping.save_once
contributions.reconsidering.reconsider
contributions.reopening.reopen
notifications.following.follow_instead
notifications.happenings.happened
notifications.services.cancel
notifications.services.notify
notifications.services.read_all
notifications.services.retract
offers.expressions.create_expression
offers.expressions.publish_expression
offers.expressions.set_status
offers.merging.merge_offers
offers.merging.merge_structures
offers.moving.move_territory
offers.need_pages.publish_need_page
offers.publishing.archive_offer
offers.publishing.publish_new
offers.publishing.publish_one
offers.publishing.refresh_public
offers.restoring.restore_offer
offers.restoring.restore_structure
offers.services.add_member
offers.services.create_structure
offers.services.new_structure
offers.services.set_availability
offers.services.verify_offer
offers.structure_states.archive_structure
offers.structure_states.publish_new_structure
offers.structures.publish_structure
"""

# On what belongs to the account or the visitor who asks, and to nobody else.
OWN = """
accounts.privacy.erase_account
accounts.services.accept_terms
accounts.services.rename
contributions.creating.drafting.keep
contributions.creating.drafting.open_elsewhere
contributions.creating.mailing.mail_link
contributions.creating.sending.send_offer
contributions.drafts.services.adopt_draft
contributions.drafts.services.drop_draft
contributions.drafts.services.find_draft
contributions.drafts.services.save_draft
contributions.reporting.services.file_report
home.services.mark_all_read
home.services.mark_notice_read
notifications.following.change_frequency
notifications.following.follow
notifications.following.unfollow
notifications.preferences.choose
notifications.preferences.close_feed
notifications.preferences.new_feed
notifications.preferences.silence
notifications.unsubscribing.leave
offers.keeping.claims.ask_claim
search.unmet.remembering.record_report
search.unmet.remembering.remember_not_understood
"""

# By whoever holds a mailed link, which is random, hashed and expires.
LINK = """
accounts.links.use_link
accounts.retention.keep_account
contributions.creating.mailing.follow_link
contributions.direct.putting_back.put_back
offers.keeping.claims.confirm_by_mail
offers.keeping.claims.disown_by_mail
offers.keeping.members.accept_invitation
"""

# Published at once when the person may, proposed otherwise: nobody is refused.
AT_ONCE_OR_PROPOSED = """
contributions.direct.creations.publish_own_creation
contributions.direct.services.publish_own_edit
contributions.history.services.revert
"""

# Asked on things that the tests of each subject make: who may is said beside them, in
# tests/moderation/<subject> and tests/home.
APART = """
home.territory.asking.ask_keepers
moderation.appeals.services.appeal_against_block
moderation.appeals.services.appeal_against_hiding
moderation.appeals.services.appeal_against_protection
moderation.appeals.services.appeal_against_refusal
moderation.appeals.services.settle_appeal
moderation.appeals.services.withdraw_appeal
moderation.blocks.services.acknowledge
moderation.blocks.services.block_person
moderation.blocks.services.lift_block
moderation.checks.named.services.add_sign
moderation.checks.named.services.remove_sign
moderation.checks.named.services.set_effect
moderation.claims.services.release
moderation.claims.services.release_report
moderation.claims.services.take_over
moderation.claims.services.take_over_report
moderation.deciding.joining.join_proposals
moderation.deciding.parting.accept_in_part
moderation.deciding.turning.turn_into_edit
moderation.deciding.undoing.undo_agreement
moderation.deciding.undoing.undo_aside
moderation.deciding.undoing.undo_decision
moderation.deciding.undoing.undo_escalation
moderation.erasing.redacting.ask_redaction
moderation.erasing.redacting.confirm_redaction
moderation.erasing.redacting.give_up_redaction
moderation.erasing.redacting.redact
moderation.erasing.redacting.refuse_redaction
moderation.erasing.services.hide_text
moderation.erasing.services.show_again
moderation.flags.services.flag
moderation.flags.services.set_aside
moderation.flags.services.uphold
moderation.protection.services.lift_protection
"""

UNASKED = {
    name
    for group in (SYSTEM, BELOW, OWN, LINK, AT_ONCE_OR_PROPOSED, APART)
    for name in group.split()
}
