from django.apps import AppConfig


class TerritoriesConfig(AppConfig):
    name = "territories"

    def ready(self) -> None:
        from django.db.models.signals import post_save

        from accounts.second_factor import register_requirement
        from territories import own_data
        from territories.models import OtherName, Territory, Zone
        from territories.names import forget_names_receiver
        from territories.permissions import holds_a_role

        register_requirement(holds_a_role)
        own_data.register()
        for model in (Territory, OtherName, Zone):
            post_save.connect(forget_names_receiver, sender=model)
