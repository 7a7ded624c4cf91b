"""What people say of a need: its page in plain words, and other ways to say it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from contributions.asking import LONGEST_SUMMARY
from offers.models import NeedPage
from offers.need_pages import need_page_snapshot

_SALT = "contributions.need_page"


def seal(page: NeedPage) -> str:
    """What the person was shown, signed, so that the server needs no memory of it."""
    said = {"page": page.pk, **need_page_snapshot(page)}
    return signing.dumps(said, salt=_SALT, compress=True)


def unseal(page: NeedPage, sealed: str) -> dict[str, Any] | None:
    """None when that cannot be trusted."""
    try:
        said = signing.loads(sealed, salt=_SALT)
    except (signing.BadSignature, ValueError):
        return None
    return {"description": said["description"]} if said.get("page") == page.pk else None


class _AskingForm(forms.Form):
    """The service decides what is missing, and says so beside the field."""

    proposal_summary = forms.CharField(
        label=_("What you change and why"),
        help_text=_("At least 10 characters. An animator reads it, and the history shows it."),
        required=False,
        max_length=LONGEST_SUMMARY,
        widget=forms.TextInput(attrs={"required": True}),
    )

    def typed(self, name: str) -> str:
        return str(self.data.get(name, ""))

    def add_errors(self, errors: Mapping[str, list[str]]) -> None:
        """Those of a field the page does not show are said above it."""
        self.is_valid()
        for name, lines in errors.items():
            for line in lines:
                self.add_error(name if name in self.fields else None, line)


class NeedPageForm(_AskingForm):
    description = forms.CharField(
        label=_("What this need is, in plain words"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    field_order = ["description", "proposal_summary"]


class ExpressionForm(_AskingForm):
    text = forms.CharField(
        label=_("How people say it"),
        help_text=_("As you heard it: a few words, or a whole sentence. No name, no address."),
        required=False,
        widget=forms.TextInput(attrs={"required": True, "maxlength": 500}),
    )
    field_order = ["text", "proposal_summary"]
