"""What trust, protection and blocks add to the registries of the apps below, once at the start."""

from importlib import import_module

from django.db.models.signals import post_save

from contributions.direct.permissions import register_direct_rule
from contributions.discussion.trust import register_trust
from contributions.gate import register_gate
from contributions.imports.held import register_hold
from contributions.models import Proposal
from contributions.permissions import register_reader, register_veil
from contributions.signals import change_reverted
from moderation import abuse_data
from moderation.appeals.signals import decision_overturned
from moderation.blocks.telling import KINDS as BLOCK_KINDS
from moderation.flags.services import is_veiled
from moderation.flags.telling import KINDS as FLAG_KINDS
from moderation.gatekeeping import GATE, may_declare
from moderation.protection.importing import held_on_pages
from moderation.signals import decision_undone
from moderation.trust.close_decisions import KINDS as CLOSE_KINDS
from moderation.trust.direct import is_trusted_with
from moderation.trust.discussing import heard_by_all
from moderation.trust.reading import reads_proposals
from moderation.trust.receivers import (
    count_what_was_overturned,
    count_what_was_undone,
    remember_accepted_reversal,
    remember_reversal,
)
from moderation.trust.telling import KINDS as TRUST_KINDS
from notifications.kinds import register
from offers import gate as offers_gate


def wire() -> None:
    register_gate(GATE)
    register_hold(held_on_pages)
    register_trust(heard_by_all)
    offers_gate.register_gate(may_declare)
    register_veil(is_veiled)
    register_reader(reads_proposals)
    register_direct_rule(is_trusted_with)
    abuse_data.register()
    change_reverted.connect(remember_reversal, dispatch_uid="moderation.trust")
    post_save.connect(
        remember_accepted_reversal, sender=Proposal, dispatch_uid="moderation.trust.accepted"
    )
    decision_overturned.connect(
        count_what_was_overturned, dispatch_uid="moderation.trust.overturned"
    )
    decision_undone.connect(count_what_was_undone, dispatch_uid="moderation.trust.undone")
    for kind in (*BLOCK_KINDS, *FLAG_KINDS, *TRUST_KINDS, *CLOSE_KINDS):
        register(kind)
    import_module("moderation.trust.jobs")
