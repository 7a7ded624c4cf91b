from django.apps import AppConfig


class OffersConfig(AppConfig):
    name = "offers"

    def ready(self) -> None:
        from django.db.models.signals import post_delete, post_save

        from offers import following, own_data
        from offers.models import Need, Term
        from offers.signals import offers_changed, structures_changed
        from offers.words import forget_words_receiver

        own_data.register()
        following.register()
        offers_changed.connect(following.tell_followers, dispatch_uid="offers.following")
        structures_changed.connect(
            following.tell_structure_followers, dispatch_uid="offers.following"
        )
        for model in (Need, Term):
            post_save.connect(forget_words_receiver, sender=model)
            post_delete.connect(forget_words_receiver, sender=model)
