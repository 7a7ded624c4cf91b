"""What hiding and erasing hold on the people who did it: the act stays, the name goes."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import public_name, register_eraser, register_exporter
from moderation.models import Hiding, Redaction


def export_hidings(user: User) -> list[dict[str, Any]]:
    return [
        {
            "number": hiding.number,
            "reason": hiding.reason,
            "state": hiding.state,
            "at": hiding.hidden_at.isoformat(),
        }
        for hiding in Hiding.objects.filter(Q(hidden_by=user) | Q(ended_by=user))
    ]


def export_redactions(user: User) -> list[dict[str, Any]]:
    return [
        {
            "number": redaction.hiding_id,
            "basis": redaction.basis,
            "state": redaction.state,
            "asked_at": redaction.asked_at.isoformat(),
        }
        for redaction in Redaction.objects.filter(Q(asked_by=user) | Q(answered_by=user))
    ]


def forget_person(user: User) -> None:
    nobody = public_name(None)
    Hiding.objects.filter(hidden_by=user).update(hidden_by=None, hidden_by_label=nobody)
    Hiding.objects.filter(ended_by=user).update(ended_by=None, ended_by_label=nobody)
    Redaction.objects.filter(asked_by=user).update(asked_by=None, asked_by_label=nobody)
    Redaction.objects.filter(answered_by=user).update(answered_by=None, answered_by_label=nobody)


def register() -> None:
    register_exporter("hidings", export_hidings, _("Texts you took away"))
    register_exporter("redactions", export_redactions, _("Erasures you asked for or answered"))
    register_eraser("hidings", forget_person)
