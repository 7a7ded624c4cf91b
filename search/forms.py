from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from offers.models import Need
from offers.words import words

LONGEST_PROBLEM = 2_000
LONGEST_PLACE = 160
MOST_NEEDS = 10


class TypedField(forms.CharField):
    """A line of text in which a NUL, which no database stores, is simply nothing."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(str(value or "").replace("\x00", "")))


class AskForm(forms.Form):
    """The two boxes; needs come along when the form stands on the page of a need."""

    probleme = TypedField(
        label=_("What is the problem?"),
        required=False,
        max_length=LONGEST_PROBLEM,
        error_messages={
            "max_length": _(
                "This is too long: tell the main thing in at most %(limit_value)d characters."
            )
        },
    )
    lieu = TypedField(
        label=_("Where?"),
        required=False,
        max_length=LONGEST_PLACE,
        error_messages={"max_length": _("Write only the name of a town, or a postal code.")},
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["needs"] = needs_of(getattr(self.data, "getlist", lambda _name: [])("besoin"))
        if not self.errors and not data.get("probleme") and not data["needs"]:
            self.add_error("probleme", _("Tell in a few words what the problem is."))
        return data


def needs_of(codes: list[str]) -> list[Need]:
    """The needs of these codes, in order, each as what stands for it today; unknown codes go."""
    wanted = [code for code in dict.fromkeys(codes) if "\x00" not in code][:MOST_NEEDS]
    if not wanted:
        return []
    known = words().needs
    found = (known[code] for code in wanted if code in known)
    return list(dict.fromkeys(need.replaced_by or need for need in found))
