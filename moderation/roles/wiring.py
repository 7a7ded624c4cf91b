"""What roles add to the registries and signals of the apps below, once at the start."""

from importlib import import_module

from moderation.roles.receivers import keep_and_tell
from moderation.roles.telling import KINDS
from notifications.kinds import register
from territories.signals import role_changed


def wire() -> None:
    for kind in KINDS:
        register(kind)
    role_changed.connect(keep_and_tell)
    import_module("moderation.roles.jobs")
