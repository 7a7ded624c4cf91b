from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from offers.models import Need
from search.forms import MOST_NEEDS, TypedField, needs_of
from search.models import UnmetText
from territories.models import Territory

LONGEST_UID = 60


class MissingForm(forms.Form):
    """« Tell us what is missing »: a text or nothing, for needs and a place that come along."""

    texte = TypedField(
        label=_("What is missing here?"),
        help_text=_(
            "In a few words, without your name, your address or a phone number. It is read by the "
            "people who look after this territory, and erased after 30 days."
        ),
        required=False,
        max_length=UnmetText.LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": UnmetText.LONGEST}),
        error_messages={
            "max_length": _(
                "This is too long: tell the main thing in at most %(limit_value)d characters."
            )
        },
    )

    def __init__(
        self, *args: Any, needs: Iterable[str] = (), place: str = "", **kwargs: Any
    ) -> None:
        kwargs.setdefault("auto_id", "missing-%s")
        super().__init__(*args, **kwargs)
        self.needs = needs_of(list(needs))
        self.place = _place(place)

    @property
    def along(self) -> list[tuple[str, str]]:
        """The hidden fields: needs and place as names and values."""
        place = [("lieu", self.place.uid)] if self.place else []
        return [*(("besoin", need.code) for need in self.needs), *place]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not data.get("texte") and not self.needs:
            self.add_error("texte", _("Tell in a few words what is missing."))
        return data


def missing_form(*, needs: Iterable[Need] = (), place: Any = None) -> MissingForm:
    """The empty form for a page of results; a zone is no department, so it is left out."""
    codes = [need.code for need in needs][:MOST_NEEDS]
    return MissingForm(needs=codes, place=place.uid if isinstance(place, Territory) else "")


def _place(uid: str) -> Territory | None:
    if not uid or len(uid) > LONGEST_UID or "\x00" in uid:
        return None
    return Territory.objects.filter(uid=uid).first()
