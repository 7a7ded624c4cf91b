"""The answers of an animator, each as a small form: the services decide what is missing in it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from moderation.models import Decision


class AnswerForm(forms.Form):
    """Several on one page: each has a prefix of its own for the ids of its boxes."""

    key = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"{self.key}_%s", **kwargs})

    def typed(self, name: str) -> str:
        """As sent: the service decides what is missing, and says so."""
        return str(self.data.get(name, ""))


class RefusalForm(AnswerForm):
    """Why a proposal is refused: its author reads both."""

    key = "refuse"

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=Decision.Reason.choices,
        widget=forms.RadioSelect(attrs={"required": True}),
    )
    message = forms.CharField(
        label=_("Message to the author"),
        help_text=_("What would make it acceptable, in plain and kind words."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AskForm(AnswerForm):
    """What the author should change."""

    key = "ask"

    message = forms.CharField(
        label=_("What should change"),
        help_text=_("Its author reads this, and sends the proposal again."),
        widget=forms.Textarea(attrs={"rows": 3, "required": True}),
    )
