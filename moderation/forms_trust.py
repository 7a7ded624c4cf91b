from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from moderation.errors import Refused
from moderation.models import Trust


class TrustForm(forms.Form):
    """How far somebody is trusted from now on, and why: they read both."""

    level = forms.TypedChoiceField(
        label=_("From now on"), choices=Trust.Level.choices, coerce=int, widget=forms.RadioSelect
    )
    message = forms.CharField(
        label=_("Why"),
        help_text=_("The person reads it."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 500}),
    )

    def refuse(self, refused: Refused) -> None:
        self.add_error(refused.field, refused.message)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "trust_%s", **kwargs})
