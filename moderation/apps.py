from importlib import import_module

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "moderation"

    def ready(self) -> None:
        from contributions import signals
        from contributions.imports.barred import register_bar
        from contributions.permissions import register_overseer
        from moderation import own_data, receivers
        from moderation.erasing import own_data as erasing_own_data
        from moderation.erasing import telling as erasing_telling
        from moderation.erasing.barring import barred_on_pages
        from moderation.permissions import animates, can_open_queue
        from moderation.telling import KINDS, OPTIONAL
        from notifications.kinds import register

        own_data.register()
        for kind in KINDS:
            register(kind, label=OPTIONAL.get(kind, ""), concerns=can_open_queue)
        register_overseer(animates)
        signals.proposal_opened.connect(receivers.tell_of_an_opening)
        signals.proposal_resubmitted.connect(receivers.tell_of_an_opening)
        signals.proposal_withdrawn.connect(receivers.untell_of_a_withdrawal)
        signals.proposal_clashed.connect(receivers.tell_of_a_clash)
        signals.proposal_found_done.connect(receivers.tell_that_it_is_done)
        signals.proposal_expired.connect(receivers.tell_of_an_expiry)
        signals.import_asked.connect(receivers.tell_of_imported_conflicts)
        signals.report_filed.connect(receivers.tell_of_a_filed_report)
        import_module("moderation.jobs")
        erasing_own_data.register()
        register_bar(barred_on_pages)
        for kind in erasing_telling.KINDS:
            register(kind)
        for name in ("declared", "jobs"):
            import_module(f"moderation.erasing.{name}")
