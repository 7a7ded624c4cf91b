from importlib import import_module

from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "journal"

    def ready(self) -> None:
        import_module("journal.examinations")
        import_module("journal.jobs")
        import_module("journal.probes")
        from journal.own_data import register

        register()
