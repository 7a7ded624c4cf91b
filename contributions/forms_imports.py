from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from contributions.imports.columns import Column, faults
from contributions.imports.starting import NewSource
from offers.exchange.columns import COLUMNS
from offers.exchange.mapping import Mapping as ColumnMapping
from offers.exchange.mapping import known_mappings
from offers.exchange.rows import Kind
from offers.models import Source
from territories.models.places import Level
from territories.permissions import territories_administered_by

_MEGABYTE = 1_000_000


class NewImportForm(forms.Form):
    """The files, whose they are, and how their columns are read.

    `run` is drawn with the page: the same form sent twice is one import.
    """

    run = forms.UUIDField(widget=forms.HiddenInput)
    services = forms.FileField(
        label=gettext_lazy("File of the offers"),
        help_text=gettext_lazy("CSV, JSON, JSON lines or XLSX: we look at what is inside."),
    )
    structures = forms.FileField(
        label=gettext_lazy("File of the structures"),
        help_text=gettext_lazy(
            "Nothing to give when they are here already, or when your workbook holds both sheets."
        ),
        required=False,
    )
    complete = forms.BooleanField(
        label=gettext_lazy("This file is complete"),
        help_text=gettext_lazy(
            "Offers of this source that are not in the file any more will be taken off the site, "
            "never deleted. You will see which ones first."
        ),
        required=False,
    )
    name = forms.CharField(label=gettext_lazy("Its name"), max_length=120, required=False)
    licence = forms.CharField(
        label=gettext_lazy("Its licence"),
        help_text=gettext_lazy("Such as: Licence Ouverte 2.0"),
        max_length=60,
        required=False,
    )
    url = forms.URLField(
        label=gettext_lazy("Its web page"), max_length=500, required=False, assume_scheme="https"
    )

    def __init__(self, data: Any = None, files: Any = None, *, user: User) -> None:
        super().__init__(data, files, initial={"run": uuid4()})
        mine = territories_administered_by(user)
        sources = Source.objects.filter(territory__in=mine).order_by("name")
        wide = mine.exclude(level__in=[Level.COMMUNE, Level.DISTRICT])
        places = (wide if wide.exists() else mine).order_by("path")
        self.fields["source"] = forms.ModelChoiceField(
            sources, label=_("Source"), empty_label=_("A new source"), required=False
        )
        self.fields["territory"] = forms.ModelChoiceField(
            places,
            label=_("Its territory"),
            empty_label=_("Choose…"),
            help_text=_("Rows that lie elsewhere will be refused."),
            required=False,
        )
        self.fields["mapping"] = forms.ChoiceField(
            label=_("Names of the columns"), choices=_mappings(), required=False
        )

    def clean_services(self) -> UploadedFile[bytes]:
        return _light(self.cleaned_data["services"])

    def clean_structures(self) -> UploadedFile[bytes] | None:
        upload = self.cleaned_data["structures"]
        return _light(upload) if upload else None

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if "source" in data and not data["source"]:
            for name in ("name", "territory"):
                if name in data and not data[name]:
                    self.add_error(name, _("A new source needs this."))
        return data

    def chosen_source(self) -> Source | NewSource:
        data = self.cleaned_data
        source: Source | None = data["source"]
        return source or NewSource(data["name"], data["licence"], data["url"], data["territory"])


def _mappings() -> list[tuple[str, str]]:
    known = [(name, ColumnMapping.load(name).title or name) for name in known_mappings()]
    return [("", _("As last time; data·inclusion the first time")), *known]


def _light(upload: UploadedFile[bytes]) -> UploadedFile[bytes]:
    size = upload.size or 0
    if size > settings.IMPORT_MAX_MB * _MEGABYTE:
        raise forms.ValidationError(
            _("This file weighs %(size)d MB; we take %(most)d at most. Cut it in parts."),
            params={"size": -(-size // _MEGABYTE), "most": settings.IMPORT_MAX_MB},
        )
    return upload


class ColumnsForm(forms.Form):
    """One list of ours for each column of theirs."""

    def __init__(
        self,
        data: Any = None,
        *,
        columns: Mapping[Kind, Sequence[Column]],
        mapping: ColumnMapping,
    ) -> None:
        super().__init__(data)
        self.columns = columns
        self.mapping = mapping
        for kind, found in columns.items():
            ours = [("", _("Do not import")), *((n, n.replace("_", " ")) for n in COLUMNS[kind])]
            for number, column in enumerate(found):
                said = _("Such as: %(example)s") % {"example": column.example}
                self.fields[f"{kind}-{number}"] = forms.ChoiceField(
                    label=column.name,
                    help_text=said,
                    choices=ours,
                    initial=column.ours,
                    required=False,
                )

    def clean(self) -> dict[str, Any]:
        for kind, columns in self._columns().items():
            names = {column.name: i for i, column in enumerate(self.columns[kind])}
            for theirs, lines in faults(columns, kind, self.mapping).items():
                for line in lines:
                    self.add_error(f"{kind}-{names[theirs]}" if theirs else None, line)
        return self.cleaned_data

    def _columns(self) -> dict[Kind, dict[str, str]]:
        return {
            kind: {
                column.name: self.cleaned_data.get(f"{kind}-{number}", "")
                for number, column in enumerate(found)
            }
            for kind, found in self.columns.items()
        }

    def chosen(self) -> dict[str, dict[str, str | None]]:
        """What to remember; None where the mapping alone says the same. Call it on a valid form."""
        return {
            kind: {
                column.name: None if ours[column.name] == column.default else ours[column.name]
                for column in self.columns[kind]
            }
            for kind, ours in self._columns().items()
        }

    def groups(self) -> list[dict[str, Any]]:
        """The lists by kind of row; those that wait for a person apart from the others."""
        labels = {"structures": _("Structures"), "services": _("Offers")}
        found = (column for columns in self.columns.values() for column in columns)
        is_open = bool(self.errors) or all(column.is_known for column in found)
        return [
            {
                "is_open": is_open,
                "label": labels[kind],
                "to_place": self._boxes(kind, columns, is_known=False),
                "known": self._boxes(kind, columns, is_known=True),
            }
            for kind, columns in self.columns.items()
        ]

    def _boxes(
        self, kind: Kind, found: Sequence[Column], *, is_known: bool
    ) -> list[forms.BoundField]:
        return [
            self[f"{kind}-{number}"]
            for number, column in enumerate(found)
            if column.is_known == is_known
        ]
