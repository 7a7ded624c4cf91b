"""What claims listen to, and what they hold on people."""

from importlib import import_module

from django.contrib.auth.signals import user_logged_out
from django.db.models.signals import post_save

from accounts.models import User
from contributions.models import Proposal, Report
from contributions.reporting.looking import Lookers, register_lookers
from moderation import signals
from moderation.claims import own_data, receivers
from moderation.claims.queries import report_holdings
from moderation.claims.services import require_report_free
from territories.models import MemberRole


def wire() -> None:
    own_data.register()
    for answered in (signals.proposal_decided, signals.proposal_agreed):
        answered.connect(receivers.end_after_an_answer)
    signals.proposal_escalated.connect(receivers.end_after_escalating)
    signals.proposal_left.connect(receivers.end_after_leaving)
    post_save.connect(receivers.end_after_a_closing, sender=Proposal)
    post_save.connect(receivers.end_after_settling, sender=Report)
    register_lookers(Lookers(report_holdings, require_report_free))
    post_save.connect(receivers.end_with_a_role, sender=MemberRole)
    post_save.connect(receivers.end_with_an_account, sender=User)
    user_logged_out.connect(receivers.end_at_sign_out)
    import_module("moderation.claims.jobs")
