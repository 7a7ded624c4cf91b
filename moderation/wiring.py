"""What trust, protection and blocks add to the registries of the apps below, once at the start."""

from importlib import import_module

from contributions.direct.permissions import register_direct_rule
from contributions.gate import register_gate
from moderation.blocks.telling import KINDS as BLOCK_KINDS
from moderation.gatekeeping import GATE
from moderation.trust.direct import is_trusted_with
from moderation.trust.telling import KINDS as TRUST_KINDS
from notifications.kinds import register


def wire() -> None:
    register_gate(GATE)
    register_direct_rule(is_trusted_with)
    for kind in (*BLOCK_KINDS, *TRUST_KINDS):
        register(kind)
    import_module("moderation.trust.jobs")
