"""The pieces of a page that a report may correct: fields, and lines of the ways to get in touch."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from contributions import help_texts
from contributions.choices import Choices
from contributions.form_fields import box_of, form_field
from contributions.reporting.reasons import FIELDS, MODES
from contributions.reporting.subjects import Subject
from offers.models import Term

# Of the ways to get in touch, those whose value a person types; the others say where to come.
_TYPED_MODES = ("phone", "mail", "link")


@dataclass(frozen=True, slots=True)
class Item:
    """`path`: the name of a field, or `field.<uuid>` for one row of it, as in a merge."""

    path: str
    label: str
    mode: str = ""

    @property
    def name(self) -> str:
        """The field of the page."""
        return self.path.partition(".")[0]

    @property
    def row(self) -> str:
        return self.path.partition(".")[2]


@dataclass(frozen=True, slots=True)
class OpenBox:
    """`shown` is what stands in the box; `read` gives the field's new value from what was typed."""

    field: forms.Field
    shown: Any
    read: Callable[[Any], Any]

    def is_changed(self, typed: Any) -> bool:
        if isinstance(self.shown, list):
            return sorted(typed) != sorted(self.shown)
        return _plain(str(typed)) != _plain(str(self.shown))


@dataclass(frozen=True)
class Items:
    """The pieces of one page; `base` holds its fields as the person was shown them."""

    subject: Subject
    base: Mapping[str, Any]

    @cached_property
    def choices(self) -> Choices:
        return Choices(self.subject.territory)

    @cached_property
    def by_path(self) -> dict[str, Item]:
        """In the order of the page."""
        found: list[Item] = []
        for name, spec in self.subject.schema.items():
            if name not in self.base:
                continue
            label = spec.label[:1].upper() + spec.label[1:]
            rows = self._rows(name, label) if spec.kind == "rows" else [Item(name, label)]
            found.extend(rows)
        return {item.path: item for item in found}

    def _rows(self, name: str, label: str) -> list[Item]:
        modes = dict(self.choices.terms(Term.Scheme.CONTACT_MODE))
        return [
            Item(f"{name}.{row['uuid']}", f"{modes.get(row['mode'], '')} ({label})", row["mode"])
            for row in self.base[name]
            if row["mode"] in _TYPED_MODES
        ]

    def concerned(self, reason: str) -> list[Item]:
        """Those whose right value goes with the reason."""
        mode = MODES.get(reason, "")
        return [
            item
            for name in FIELDS.get(reason, ())
            for item in self.by_path.values()
            if item.name == name and (not item.mode or item.mode == mode)
        ]

    def open(self, item: Item) -> OpenBox:
        if item.row:
            return self._open_row(item)
        spec, value = self.subject.schema[item.name], self.base[item.name]
        said = help_texts.OFFER if self.subject.is_offer else help_texts.STRUCTURE
        box, country = box_of(spec), self.subject.territory.country_code
        return OpenBox(
            field=form_field(spec, self.choices, value, help_texts=said),
            shown=box.show(value),
            read=lambda typed: box.read(typed, value, country),
        )

    def _open_row(self, item: Item) -> OpenBox:
        rows = self.base[item.name]
        shown = next(row["value"] for row in rows if row["uuid"] == item.row)
        field = forms.CharField(
            label=item.label,
            help_text=_("Leave it empty if it should go."),
            required=False,
            strip=False,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )
        return OpenBox(field, shown, lambda typed: _with_row(rows, item.row, typed))


def _with_row(rows: list[dict[str, str]], key: str, typed: str) -> list[dict[str, str]]:
    """The rows with another value in one of them, or without it when nothing is left there."""
    changed = [{**row, "value": typed} if row["uuid"] == key else row for row in rows]
    return [row for row in changed if row["uuid"] != key or row["value"].strip()]


def _plain(text: str) -> str:
    """Text as a browser sends it back: line ends differ, blanks at the ends may be lost."""
    return text.replace("\r\n", "\n").strip()
