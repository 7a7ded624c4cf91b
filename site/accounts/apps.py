from typing import Any

from django.apps import AppConfig, apps


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from allauth.socialaccount.providers import registry

        from accounts import lookups, own_data, receivers  # noqa: F401 - registered on import
        from accounts.oidc.provider import OidcProvider

        own_data.register()
        registry.load()
        registry.register(OidcProvider)
        # Read by Wagtail when it registers its own pages; our model has no first and last name.
        wagtail_users: Any = apps.get_app_config("wagtailusers")
        wagtail_users.user_viewset = "accounts.wagtail_users.UserViewSet"
