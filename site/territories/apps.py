from django.apps import AppConfig


class TerritoriesConfig(AppConfig):
    name = "territories"

    def ready(self) -> None:
        from accounts.second_factor import register_requirement
        from territories import own_data
        from territories.permissions import holds_a_role

        register_requirement(holds_a_role)
        own_data.register()
