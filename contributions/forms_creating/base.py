from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Self, cast

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from contributions.creating.kinds import OfferKind, Typed, blanks
from offers.known import Known
from offers.normalise import Refused
from offers.publishing import empty_fields
from offers.validation import InvalidFields, apply_changes
from offers.words import words

LONGEST = 20_000


def text(*, rows: int = 0, longest: int = 2000, **attrs: str) -> dict[str, Any]:
    """A box of one line, or of several, that takes what is typed as it is."""
    widget = forms.Textarea(attrs={"rows": rows, **attrs}) if rows else forms.TextInput(attrs=attrs)
    return {"widget": widget, "max_length": longest, "strip": False}


def terms(scheme: str) -> list[tuple[str, str]]:
    """The words of a list that can be chosen."""
    found = [term for term in words().terms.values() if term.scheme == scheme]
    return [(term.code, term.label) for term in found if term.replaced_by_id is None]


class ScreenForm(forms.Form):
    """One screen. What it cannot read is said beside the box; what was typed always stays.

    `needed` are the boxes nothing is published without, `boxes` those of a proposable field of
    another name, `texts` those a kind of offer may have filled in.
    """

    needed: ClassVar[frozenset[str]] = frozenset()
    boxes: ClassVar[Mapping[str, str]] = {}
    texts: ClassVar[tuple[str, ...]] = ()

    def __init__(
        self, data: Any = None, *, typed: Typed, kind: OfferKind | None = None, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        for name, field in self.fields.items():
            if name in typed:
                field.initial = _shown(field, typed[name])
            # The rules of the offer say what is missing, in words that help.
            field.required = False
            if kind and name in kind.hints:
                field.help_text = f"{field.help_text} {kind.hints[name]}".strip()

    @classmethod
    def filled(cls, typed: Typed, **more: Any) -> Self:
        """The screen as it is kept, to be read and checked."""
        return cls(MultiValueDict(typed), typed=typed, **more)

    @classmethod
    def names(cls) -> frozenset[str]:
        """The names under which this screen sends what is typed."""
        return frozenset(cls.base_fields)

    def show_needed(self) -> None:
        """Say on the page which boxes cannot be empty."""
        for name in self.needed:
            self.fields[name].required = True

    def offer_choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = choices

    def fields_said(self) -> dict[str, Any]:
        """The proposable fields that this screen gives, from its clean boxes."""
        return {}

    def clean(self) -> dict[str, Any]:
        for name in self.texts:
            for blank in blanks(self.cleaned_data.get(name, ""))[:1]:
                left = _("A passage is still to be filled in: %(passage)s")
                self.add_error(name, left % {"passage": blank})
        self._check(self.fields_said())
        return self.cleaned_data

    @property
    def values(self) -> dict[str, Any]:
        """What was read of each box; nothing for one that could not be read."""
        return {
            name: self.cleaned_data.get(name, _nothing(field))
            for name, field in self.fields.items()
        }

    def _check(self, said: dict[str, Any]) -> None:
        """By the rules of every offer; those that speak of other screens are for them to say."""
        try:
            apply_changes(empty_fields(), said, known=Known.from_database())
        except InvalidFields as invalid:
            for name, messages in invalid.errors.items():
                box = self.boxes.get(name, name)
                if name in said and box not in self.errors:
                    self.add_error(box, list(messages))

    def read(self, name: str, reader: Callable[[str], Any]) -> Any:
        """What a box means. Raises ValidationError with the reader's own words."""
        try:
            return reader(self.cleaned_data.get(name) or "")
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from None


def _nothing(field: forms.Field) -> Any:
    return [] if isinstance(field, forms.MultipleChoiceField) else ""


def _shown(field: forms.Field, values: list[str]) -> Any:
    if isinstance(field, forms.MultipleChoiceField):
        return values
    return values[-1] if values else ""
