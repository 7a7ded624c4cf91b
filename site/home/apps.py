from importlib import import_module

from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "home"

    def ready(self) -> None:
        import_module("home.examinations")
        import_module("home.jobs")
        from home.erasure import register
        from home.territory.registering import register as register_desk

        register()
        register_desk()
