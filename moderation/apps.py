from importlib import import_module

from django.apps import AppConfig

SUBJECTS = ("deciding", "appeals", "checks.named", "claims", "erasing", "live", "roles", "trust")


class ModerationConfig(AppConfig):
    name = "moderation"

    def ready(self) -> None:
        """Each subject says itself what it adds to the registries and signals of the apps below."""
        for subject in SUBJECTS:
            import_module(f"moderation.{subject}.wiring").wire()
