from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import pre_save


class ContributionsConfig(AppConfig):
    name = "contributions"

    def ready(self) -> None:
        from wagtail.models import Revision

        from contributions import own_data
        from contributions.direct import own_data as direct_data
        from contributions.direct.receivers import remember_contact_change
        from contributions.direct.telling import KINDS
        from contributions.receivers import refuse_rewriting
        from notifications.kinds import register
        from offers.signals import fields_published

        own_data.register()
        direct_data.register()
        for name in ("offers", "structures"):
            import_module(f"contributions.kinds.{name}")
        for name in ("create", "edit", "leave", "merge", "move"):
            import_module(f"contributions.actions.{name}")
        import_module("contributions.imports.jobs")
        import_module("contributions.direct.mails")
        import_module("contributions.direct.jobs")
        for kind in KINDS:
            register(kind)
        fields_published.connect(remember_contact_change)
        pre_save.connect(refuse_rewriting, sender=Revision, dispatch_uid="contributions.history")
