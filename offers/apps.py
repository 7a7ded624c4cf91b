from importlib import import_module

from django.apps import AppConfig


class OffersConfig(AppConfig):
    name = "offers"

    def ready(self) -> None:
        from django.db.models.signals import post_delete, post_save

        from notifications.kinds import register
        from offers import following, own_data
        from offers.keeping.telling import KINDS
        from offers.models import Need, Term
        from offers.signals import offers_changed, structures_changed
        from offers.words import forget_words_receiver

        own_data.register()
        import_module("offers.keeping.mails")
        import_module("offers.keeping.jobs")
        for kind in KINDS:
            register(kind)
        following.register()
        offers_changed.connect(following.tell_followers, dispatch_uid="offers.following")
        structures_changed.connect(
            following.tell_structure_followers, dispatch_uid="offers.following"
        )
        for model in (Need, Term):
            post_save.connect(forget_words_receiver, sender=model)
            post_delete.connect(forget_words_receiver, sender=model)
