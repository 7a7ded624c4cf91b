from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from moderation.durations import choices
from moderation.forms_lasting import LastingForm
from moderation.models import Protection
from moderation.protection.parts import parts_of
from moderation.protection.permissions import BY_AN_ANIMATOR
from moderation.protection.services import LONGEST_MESSAGE
from territories.models import Territory
from territories.permissions import administers

_WHOLE = "whole"


class ProtectionForm(LastingForm):
    """What of a page is protected, how far, why, how long: everybody reads all of it."""

    part = forms.ChoiceField(label=_("What is protected"))
    level = forms.ChoiceField(label=_("Who may still change it"), widget=forms.RadioSelect)
    reason = forms.ChoiceField(label=_("Reason"), choices=Protection.Reason.choices)
    message = forms.CharField(
        label=_("In a few words"),
        help_text=_("Everybody reads this. Name nobody."),
        required=False,
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_MESSAGE}),
    )
    lasts = forms.ChoiceField(label=_("For how long"), initial="7")

    def __init__(self, *args: Any, kind: str, user: User, home: Territory, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_administrator = bool(administers(user, home))
        self.choose("part", [(_WHOLE, _("The whole page")), *_parts(kind)])
        self.choose("level", _levels(is_administrator=is_administrator))
        self.choose("lasts", choices(None if is_administrator else BY_AN_ANIMATOR))

    def clean_part(self) -> str:
        chosen: str = self.cleaned_data["part"]
        return "" if chosen == _WHOLE else chosen


def _parts(kind: str) -> list[tuple[str, Any]]:
    return [(part.key, part.title) for part in parts_of(kind)]


def _levels(*, is_administrator: bool) -> list[tuple[str, Any]]:
    return [
        (value, label)
        for value, label in Protection.Level.choices
        if is_administrator or value != Protection.Level.ADMINISTRATORS
    ]
