from importlib import import_module

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        for handlers in ("mails", "digests", "jobs"):
            import_module(f"notifications.{handlers}")
        from notifications import at_once, kinds
        from notifications.own_data import register

        kinds.register(at_once.KIND, still=at_once.still_tellable)
        register()
