from django.apps import AppConfig
from django.db.models.signals import pre_save


class ContributionsConfig(AppConfig):
    name = "contributions"

    def ready(self) -> None:
        from wagtail.models import Revision

        from contributions.receivers import refuse_rewriting

        pre_save.connect(refuse_rewriting, sender=Revision, dispatch_uid="contributions.history")
