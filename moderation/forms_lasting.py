"""What forms have in common that put something in force for a while."""

from datetime import datetime
from typing import Any, cast

from django import forms

from moderation.durations import end_of
from moderation.errors import Refused


class LastingForm(forms.Form):
    """Each has a field `lasts`, one of `moderation.durations.choices`."""

    def ends_at(self, *, at: datetime) -> datetime | None:
        return end_of(self.cleaned_data["lasts"], at=at)

    def refuse(self, refused: Refused) -> None:
        """Beside the field to mend; above the form when it has none here."""
        name = "lasts" if refused.field == "ends_on" else refused.field
        self.add_error(name if name in self.fields else None, refused.message)

    def choose(self, name: str, found: list[tuple[str, Any]]) -> None:
        """Offer these choices in a field."""
        cast(forms.ChoiceField, self.fields[name]).choices = found
