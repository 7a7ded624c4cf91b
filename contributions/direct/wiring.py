"""What direct publications add to the registries of the apps below, once at the start."""

from importlib import import_module

from contributions.direct import own_data
from contributions.direct.receivers import remember_contact_change
from contributions.direct.telling import KINDS
from notifications.kinds import register
from offers.signals import fields_published


def wire() -> None:
    own_data.register()
    for kind in KINDS:
        register(kind)
    import_module("contributions.direct.mails")
    import_module("contributions.direct.jobs")
    fields_published.connect(remember_contact_change, dispatch_uid="contributions.direct")
