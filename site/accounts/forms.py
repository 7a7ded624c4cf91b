from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.names import LONGEST, clean_display_name, suggest_pseudonym


class NameField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Display name"))
        kwargs.setdefault("max_length", LONGEST)
        kwargs.setdefault(
            "help_text",
            _("Shown beside what you write. A pseudonym is fine: keep this one or choose yours."),
        )
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "nickname"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        return clean_display_name(super().clean(value))


class TermsField(forms.BooleanField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("I have read and accept the terms of use."))
        kwargs.setdefault(
            "error_messages",
            {"required": _("To take part, please read the terms of use and accept them.")},
        )
        super().__init__(**kwargs)


class SignupForm(forms.Form):
    """What we ask besides allauth's fields, for a password account and for a provider's alike."""

    display_name = NameField(initial=suggest_pseudonym)
    terms = TermsField()

    field_order = ["display_name", "email", "password1", "password2", "terms"]

    def signup(self, request: HttpRequest, user: User) -> None:
        """allauth asks for this; the account adapter has already saved the two fields."""


class ConsentForm(forms.Form):
    terms = TermsField()


class NameForm(forms.Form):
    display_name = NameField(
        help_text=_("Shown beside what you write, also beside what you wrote before.")
    )


class EraseForm(forms.Form):
    """A word to type: no account disappears by a slip of the mouse."""

    confirmation = forms.CharField(
        label=_("Type ERASE in capital letters"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def clean_confirmation(self) -> str:
        typed: str = self.cleaned_data["confirmation"]
        if typed.strip() != str(ERASE_WORD):
            raise ValidationError(
                _("Please type %(word)s exactly, in capital letters."),
                params={"word": ERASE_WORD},
            )
        return typed


ERASE_WORD = _("ERASE")
