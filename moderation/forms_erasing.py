from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from moderation.erasing.passages import LONGEST_PASSAGE, MOST_PASSAGES
from moderation.erasing.redacting import LONGEST_NOTE, LONGEST_REFUSAL
from moderation.erasing.services import LONGEST_INSTEAD
from moderation.models import Hiding, Redaction


class _Typed(forms.CharField):
    """Text in which a NUL, which no database stores, is simply nothing."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(str(value or "").replace("\x00", "")))


class HidingForm(forms.Form):
    """What to take away, why, and what stands on the page instead."""

    passages = _Typed(
        label=_("The text to take away"),
        help_text=_(
            "Copy it as the page says it, one passage a line: a name, a phone number, a sentence. "
            "Accents, capitals and spaces do not count, and a phone number is found however it is "
            "written."
        ),
        max_length=MOST_PASSAGES * LONGEST_PASSAGE,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Copy here the text to take away, as the page says it.")},
    )
    reason = forms.ChoiceField(
        label=_("Why"),
        help_text=_("Shown in the public log. The text itself is shown nowhere."),
        choices=[("", _("Choose…")), *Hiding.Reason.choices],
        error_messages={"required": _("Choose why it is taken away.")},
    )
    instead = _Typed(
        label=_("What stands on the page instead"),
        help_text=_("For instance “the secretary”. Leave it empty to put nothing."),
        required=False,
        max_length=LONGEST_INSTEAD,
    )


class RedactionForm(forms.Form):
    """Why a hidden text should be erased for good: those who decide read it."""

    basis = forms.ChoiceField(
        label=_("What the law says"),
        choices=[("", _("Choose…")), *Redaction.Basis.choices],
        error_messages={"required": _("Choose what the law says about it.")},
    )
    note = _Typed(
        label=_("Who asks, and why"),
        help_text=_("Read by those who decide, and erased with the text."),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Tell in a few words who asks, and why, for those who decide.")
        },
    )
    understood = forms.BooleanField(
        label=_("I know that nobody will be able to bring this text back."),
        error_messages={"required": _("Tick this box: erasing cannot be undone.")},
    )


class RefusingForm(forms.Form):
    """Why an erasure is refused: who asked reads it."""

    why = _Typed(
        label=_("Why you refuse"),
        max_length=LONGEST_REFUSAL,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why in a few words: who asked will read it.")},
    )


class ConfirmingForm(forms.Form):
    understood = forms.BooleanField(
        label=_("I have read why, and I know that nobody will be able to bring this text back."),
        error_messages={"required": _("Tick this box: erasing cannot be undone.")},
    )
