from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_save, pre_save


class ContributionsConfig(AppConfig):
    name = "contributions"

    def ready(self) -> None:
        from wagtail.models import Revision

        from contributions import following, own_data
        from contributions.direct.wiring import wire
        from contributions.discussion.telling import KINDS
        from contributions.drafts import own_data as own_drafts
        from contributions.models import Proposal
        from contributions.receivers import look_again, refuse_rewriting, settle_reports
        from contributions.reporting import own_data as reports_own_data
        from contributions.reporting.answering import KINDS as REPORT_KINDS
        from contributions.signals import proposal_opened
        from notifications.kinds import register
        from offers.signals import offers_changed

        own_data.register()
        reports_own_data.register()
        following.register()
        proposal_opened.connect(following.tell_followers, dispatch_uid="contributions.following")
        wire()
        for kind in (*KINDS, *REPORT_KINDS):
            register(kind)
        own_drafts.register()
        for name in ("expressions", "need_pages", "offers", "structures"):
            import_module(f"contributions.kinds.{name}")
        for name in ("create", "edit", "leave", "merge", "move"):
            import_module(f"contributions.actions.{name}")
        for name in ("drafts.jobs", "imports.jobs", "settling"):
            import_module(f"contributions.{name}")
        offers_changed.connect(look_again, dispatch_uid="contributions.waiting")
        import_module("contributions.reporting.jobs")
        post_save.connect(settle_reports, sender=Proposal, dispatch_uid="contributions.reports")
        pre_save.connect(refuse_rewriting, sender=Revision, dispatch_uid="contributions.history")
