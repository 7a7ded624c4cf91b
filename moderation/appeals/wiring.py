"""What appeals add to the registries and signals of the apps below, once at the start."""

from importlib import import_module

from moderation.appeals import own_data
from moderation.appeals.subjects import address_of
from moderation.appeals.telling import KINDS, forget_undone
from moderation.blocks.appealing import register_appeals
from moderation.signals import decision_undone
from notifications.kinds import register


def wire() -> None:
    own_data.register()
    for kind in KINDS:
        register(kind)
    register_appeals(address_of)
    decision_undone.connect(forget_undone)
    import_module("moderation.appeals.jobs")
