from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import pre_save


class ContributionsConfig(AppConfig):
    name = "contributions"

    def ready(self) -> None:
        from wagtail.models import Revision

        from contributions import own_data
        from contributions.discussion.telling import KINDS
        from contributions.drafts import own_data as own_drafts
        from contributions.receivers import look_again, refuse_rewriting
        from notifications.kinds import register
        from offers.signals import offers_changed

        own_data.register()
        own_drafts.register()
        for kind in KINDS:
            register(kind)
        for name in ("expressions", "need_pages", "offers", "structures"):
            import_module(f"contributions.kinds.{name}")
        for name in ("create", "edit", "leave", "merge", "move"):
            import_module(f"contributions.actions.{name}")
        for name in ("drafts.jobs", "imports.jobs", "settling"):
            import_module(f"contributions.{name}")
        offers_changed.connect(look_again, dispatch_uid="contributions.waiting")
        pre_save.connect(refuse_rewriting, sender=Revision, dispatch_uid="contributions.history")
