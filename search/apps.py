from importlib import import_module

from django.apps import AppConfig
from django.conf import settings


class SearchConfig(AppConfig):
    name = "search"

    def ready(self) -> None:
        from contributions.effects import register_measure
        from contributions.signals import doubt_changed
        from offers.signals import offers_changed
        from search.effects import effect_of_expression
        from search.indexing import doubt_changed_receiver, offers_changed_receiver
        from search.jobs import register_following

        import_module("search.health")
        import_module("search.unmet.jobs")
        if settings.ELASTICSEARCH_NODES:
            register_following()
        register_measure(effect_of_expression)
        offers_changed.connect(offers_changed_receiver, dispatch_uid="search.index")
        doubt_changed.connect(doubt_changed_receiver, dispatch_uid="search.doubt")
