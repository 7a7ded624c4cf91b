from importlib import import_module

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "moderation"

    def ready(self) -> None:
        from contributions import signals
        from contributions.imports.barred import register_bar
        from contributions.permissions import register_overseer
        from moderation import own_data, receivers
        from moderation.appeals import own_data as appeals_own_data
        from moderation.appeals.telling import KINDS as APPEAL_KINDS
        from moderation.appeals.telling import forget_undone
        from moderation.checks.named.wiring import wire as wire_checks
        from moderation.claims.wiring import wire as wire_claims
        from moderation.erasing import own_data as erasing_own_data
        from moderation.erasing import telling as erasing_telling
        from moderation.erasing.barring import barred_on_pages
        from moderation.live.wiring import wire as wire_live
        from moderation.permissions import animates, can_open_queue
        from moderation.roles import telling as roles
        from moderation.roles.receivers import keep_and_tell
        from moderation.signals import decision_undone
        from moderation.telling import KINDS, OPTIONAL
        from moderation.wiring import wire
        from notifications.kinds import register
        from territories.signals import role_changed

        own_data.register()
        appeals_own_data.register()
        erasing_own_data.register()
        for kind in KINDS:
            register(kind, label=OPTIONAL.get(kind, ""), concerns=can_open_queue)
        for kind in (*APPEAL_KINDS, *roles.KINDS, *erasing_telling.KINDS):
            register(kind)
        register_overseer(animates)
        signals.proposal_opened.connect(receivers.tell_of_an_opening)
        signals.proposal_resubmitted.connect(receivers.tell_of_an_opening)
        signals.proposal_withdrawn.connect(receivers.untell_of_a_withdrawal)
        signals.proposal_clashed.connect(receivers.tell_of_a_clash)
        signals.proposal_found_done.connect(receivers.tell_that_it_is_done)
        signals.proposal_expired.connect(receivers.tell_of_an_expiry)
        signals.import_asked.connect(receivers.tell_of_imported_conflicts)
        signals.report_filed.connect(receivers.tell_of_a_filed_report)
        decision_undone.connect(forget_undone)
        role_changed.connect(keep_and_tell)
        register_bar(barred_on_pages)
        for subject in ("", "deciding.", "appeals.", "roles.", "erasing."):
            import_module(f"moderation.{subject}jobs")
        import_module("moderation.erasing.declared")
        wire()
        wire_checks()
        wire_claims()
        wire_live()
