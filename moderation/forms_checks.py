from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from moderation.checks.named.queries import Line
from moderation.checks.named.services import LONGEST_REASON, LONGEST_SIGN


class EffectForm(forms.Form):
    """What one check does from now on, and why."""

    effect = forms.ChoiceField()
    reason = forms.CharField(
        label=_("Why"), widget=forms.TextInput(attrs={"maxlength": LONGEST_REASON})
    )

    def __init__(self, line: Line, *args: Any, **kwargs: Any) -> None:
        code = line.check.code
        said = {"auto_id": f"{code}_%s", "initial": {"effect": line.effect.value}, **kwargs}
        super().__init__(*args, **said)
        self.fields["effect"] = forms.ChoiceField(
            label=_("What this check does"), choices=line.choices
        )


class SignForm(forms.Form):
    """Words or a site that spam is known by."""

    sign = forms.CharField(
        label=_("Words in a row, or a site"),
        help_text=_("For instance: loan without papers, or prets-faciles.example"),
        widget=forms.TextInput(attrs={"maxlength": LONGEST_SIGN, "autocomplete": "off"}),
    )
