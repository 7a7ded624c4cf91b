"""Each proposable field as a person edits it: its box, what stands in it, and what is read back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.formats import localize_input
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contributions.choices import (
    Choices,
    language_codes,
    language_names,
    place_name,
    place_uid,
)
from contributions.diff import FieldLike
from contributions.help_texts import RICH
from contributions.simple_text import to_html, to_simple
from contributions.spoken import SPOKEN
from contributions.typed_hours import as_typed, read_hours
from offers.labels import language_name
from offers.models import Term
from offers.presentation import spoken_phone

Make = Callable[[Choices, Any], forms.Field]


@dataclass(frozen=True, slots=True)
class Box:
    """How a field is edited: `make` its form field, `show` a value in it, `read` it back."""

    make: Make
    show: Callable[[Any], Any]
    read: Callable[[Any, Any, str], Any]


def _same(value: Any) -> Any:
    return "" if value is None else value


def _typed(typed: Any, _original: Any, _country: str) -> Any:
    return typed


def _line(*, rows: int = 0, **attrs: str) -> Make:
    widget = forms.Textarea(attrs={"rows": rows, **attrs}) if rows else forms.TextInput(attrs=attrs)
    return lambda _choices, _value: forms.CharField(widget=widget, strip=False)


def _check_boxes(name: str) -> Make:
    def make(choices: Choices, value: Any) -> forms.Field:
        offered = {
            "needs": lambda: choices.needs,
            "also": lambda: choices.needs,
            "coverage": lambda: choices.areas(value or []),
        }
        options = offered.get(name, lambda: choices.terms(SCHEMES[name]))
        # Codes are checked with all other fields, in `offers.validation`; what could be ticked is
        # only read where the boxes are shown.
        return _AnyOf(choices=options, widget=forms.CheckboxSelectMultiple)

    return make


class _AnyOf(forms.MultipleChoiceField):
    def valid_value(self, value: Any) -> bool:
        return True


class OneOf(forms.ChoiceField):
    """What is chosen is checked with all other fields, by the services."""

    def valid_value(self, value: Any) -> bool:
        return True


def _fee(choices: Choices, _value: Any) -> forms.Field:
    return OneOf(choices=lambda: [("", _("Not said")), *choices.terms(Term.Scheme.FEE)])


def _need(choices: Choices, _value: Any) -> forms.Field:
    return OneOf(choices=lambda: [("", _("Choose…")), *choices.needs])


def _language(_choices: Choices, _value: Any) -> forms.Field:
    names = [(code, language_name(code)) for code in sorted(SPOKEN, key=language_name)]
    return OneOf(choices=names)


SCHEMES = {
    "service_types": Term.Scheme.SERVICE_TYPE,
    "audiences": Term.Scheme.AUDIENCE,
    "reception_modes": Term.Scheme.RECEPTION_MODE,
}
_NUMBER = Box(_line(inputmode="decimal"), lambda value: str(localize_input(_same(value))), _typed)
_LINE = Box(_line(), _same, _typed)
_LINES = Box(_line(rows=4), _same, _typed)
_RICH_TEXT = Box(
    _line(rows=8),
    lambda value: to_simple(value or ""),
    lambda typed, original, _country: to_html(typed, original=original or ""),
)
_PHONE = Box(
    _line(inputmode="tel", autocomplete="off"), lambda value: spoken_phone(_same(value)), _typed
)
_BOXES: dict[str, Box] = {
    "summary": Box(_line(rows=3), _same, _typed),
    "description": Box(_line(rows=8), _same, _typed),
    "simple_version": _LINES,
    "accessibility": _LINES,
    "documents": Box(
        _line(rows=4), "\n".join, lambda typed, _original, _country: typed.splitlines()
    ),
    "languages_spoken": Box(
        _line(), language_names, lambda typed, _original, _country: language_codes(typed)
    ),
    "opening_hours": Box(
        _line(rows=3),
        lambda value: as_typed(_same(value)),
        lambda typed, _original, _country: read_hours(typed),
    ),
    "commune": Box(
        _line(), place_name, lambda typed, _original, country: place_uid(typed, country=country)
    ),
    "fee": Box(_fee, _same, _typed),
    "need": Box(_need, _same, _typed),
    "language": Box(_language, _same, _typed),
    "contact_email": Box(_line(inputmode="email", autocomplete="off"), _same, _typed),
    "contact_phone": _PHONE,
    "email": Box(_line(inputmode="email", autocomplete="off"), _same, _typed),
    "phone": _PHONE,
    **dict.fromkeys(
        ("min_age", "max_age", "latitude", "longitude", "duration_weeks", "hours_per_week"),
        _NUMBER,
    ),
}


def box_of(field: FieldLike) -> Box:
    if field.name in _BOXES:
        return _BOXES[field.name]
    if field.kind == "set":
        return Box(_check_boxes(field.name), list, _typed)
    return _RICH_TEXT if field.kind == "rich_text" else _LINE


def shown_row(row: Mapping[str, str]) -> dict[str, str]:
    """A way to get in touch as it stands in its boxes: numbers as people read them."""
    value = spoken_phone(row["value"]) if row["mode"] == "phone" else row["value"]
    return {name: row[name] for name in ("uuid", "mode", "note")} | {"value": value}


def form_field(
    field: FieldLike, choices: Choices, value: Any, *, help_texts: Mapping[str, Promise]
) -> forms.Field:
    """A labelled form field; never required, because the page's own rules decide that."""
    made = box_of(field).make(choices, value)
    made.required = False
    made.widget.is_required = False
    made.label = field.label[:1].upper() + field.label[1:]
    said = (help_texts.get(field.name, ""), RICH if field.kind == "rich_text" else "")
    made.help_text = " ".join(str(text) for text in said if text)
    return made
