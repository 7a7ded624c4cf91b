from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import pre_save


class ContributionsConfig(AppConfig):
    name = "contributions"

    def ready(self) -> None:
        from wagtail.models import Revision

        from contributions import own_data
        from contributions.receivers import refuse_rewriting

        own_data.register()
        for name in ("offers", "structures"):
            import_module(f"contributions.kinds.{name}")
        for name in ("create", "edit", "leave", "merge", "move"):
            import_module(f"contributions.actions.{name}")
        import_module("contributions.imports.jobs")
        pre_save.connect(refuse_rewriting, sender=Revision, dispatch_uid="contributions.history")
