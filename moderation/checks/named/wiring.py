"""What the named checks add to the registries of the apps below, once at the start."""

from importlib import import_module

from django.db.models.signals import post_delete, post_save

from contributions import signals
from contributions.risk import register_reason
from contributions.screening import register_screen, register_word_screen
from moderation.checks.named import own_data, receivers
from moderation.checks.named.effects import forget_receiver
from moderation.checks.named.registry import named_checks
from moderation.checks.named.screening import refuse_words, screen
from moderation.models import CheckSetting, SpamSign

# In the order of the page that lists them.
_RULES = ("street", "new_domain", "removal", "repeated", "shouting", "spam")


def wire() -> None:
    for name in _RULES:
        import_module(f"moderation.checks.named.{name}")
    for check in named_checks():
        register_reason(check.reason_code, check.reason)
    own_data.register()
    register_screen(screen)
    register_word_screen(refuse_words)
    signals.proposal_opened.connect(receivers.remember_hits, dispatch_uid="checks.opened")
    signals.proposal_resubmitted.connect(receivers.remember_hits, dispatch_uid="checks.again")
    signals.published_directly.connect(
        receivers.remember_hits_of_a_publication, dispatch_uid="checks.direct"
    )
    for signal in (post_save, post_delete):
        for model in (CheckSetting, SpamSign):
            signal.connect(forget_receiver, sender=model, dispatch_uid=f"checks.{model.__name__}")
    import_module("moderation.checks.named.jobs")
