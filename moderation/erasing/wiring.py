"""What hiding and erasing add to the registries of the apps below, once at the start."""

from importlib import import_module

from contributions.imports.barred import register_bar
from moderation.erasing import own_data
from moderation.erasing.barring import barred_on_pages
from moderation.erasing.telling import KINDS
from notifications.kinds import register


def wire() -> None:
    own_data.register()
    for kind in KINDS:
        register(kind)
    register_bar(barred_on_pages)
    for name in ("declared", "jobs"):
        import_module(f"moderation.erasing.{name}")
