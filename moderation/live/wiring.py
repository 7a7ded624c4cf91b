"""What is listened to, so that open pages are told."""

from importlib import import_module

from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import user_logged_out
from django.db.models.signals import post_delete, post_save

from accounts.models import User
from contributions import signals
from contributions.models import Proposal
from moderation import signals as answers
from moderation.claims.signals import claim_changed
from moderation.live import receivers
from territories.models import MemberRole


def wire() -> None:
    import_module("moderation.live.health")
    post_save.connect(receivers.tell_of_a_proposal, sender=Proposal)
    answers.proposal_decided.connect(receivers.tell_of_a_decision)
    for changed in (
        answers.decision_undone,
        answers.proposal_agreed,
        answers.proposal_escalated,
        answers.proposal_left,
    ):
        changed.connect(receivers.tell_of_a_change)
    claim_changed.connect(receivers.tell_of_a_claim)
    signals.import_asked.connect(receivers.tell_of_an_import)
    signals.report_filed.connect(receivers.tell_of_a_report)
    post_save.connect(receivers.look_at_a_role, sender=MemberRole)
    post_save.connect(receivers.look_at_an_account, sender=User)
    post_delete.connect(receivers.look_at_a_session, sender=UserSession)
    user_logged_out.connect(receivers.look_at_a_sign_out)
