from importlib import import_module

from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "home"

    def ready(self) -> None:
        import_module("home.examinations")
        import_module("home.jobs")
        from django.db.models.signals import post_migrate, pre_migrate

        from home.caching.triggers import after_migrations, before_migrations
        from home.erasure import register
        from home.territory.registering import register as register_desk

        pre_migrate.connect(before_migrations, sender=self)
        post_migrate.connect(after_migrations, sender=self)
        register()
        register_desk()
