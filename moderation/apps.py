from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "moderation"

    def ready(self) -> None:
        from contributions.permissions import register_overseer
        from contributions.signals import import_asked, proposal_opened, proposal_withdrawn
        from moderation import own_data, receivers
        from moderation.permissions import animates, can_open_queue
        from moderation.telling import KINDS, OPTIONAL
        from notifications.kinds import register

        own_data.register()
        for kind in KINDS:
            register(kind, label=OPTIONAL.get(kind, ""), concerns=can_open_queue)
        register_overseer(animates)
        proposal_opened.connect(receivers.tell_of_an_opening)
        proposal_withdrawn.connect(receivers.untell_of_a_withdrawal)
        import_asked.connect(receivers.tell_of_imported_conflicts)
