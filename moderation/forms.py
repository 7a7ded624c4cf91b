from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from moderation.models import Decision


class RefusalForm(forms.Form):
    """Why a proposal is refused: its author reads both."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[("", _("Choose…")), *Decision.Reason.choices],
        widget=forms.Select(attrs={"required": True}),
    )
    message = forms.CharField(
        label=_("Message to the author"),
        help_text=_("What would make it acceptable, in plain and kind words."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "refuse_%s", **kwargs})

    def typed(self, name: str) -> str:
        """As sent: the service decides what is missing, and says so."""
        return str(self.data.get(name, ""))
