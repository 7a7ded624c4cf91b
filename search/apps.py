from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"

    def ready(self) -> None:
        from offers.signals import offers_changed
        from search.indexing import offers_changed_receiver

        offers_changed.connect(offers_changed_receiver, dispatch_uid="search.index")
