from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contributions.choices import Choices, place_uid
from contributions.editing.kinds import EditKind
from contributions.form_fields import OneOf, box_of, form_field, shown_row
from contributions.models import Proposal
from offers.models import Structure, Term
from offers.normalise import Refused
from offers.validation import InvalidFields

_EMPTY_ROWS = 1
_MOST_ROWS = 12
_Kind = Proposal.Kind
# The usual one first; a creation, which is new, has a page of its own.
_KINDS = [
    (kind.value, kind.label)
    for kind in (
        _Kind.FACT,
        _Kind.TYPO,
        _Kind.AVAILABILITY,
        _Kind.CLOSURE,
        _Kind.LEGAL,
        _Kind.OTHER,
    )
]
_NEEDED = frozenset({"title", "name", "needs", "coverage"})
# What only says which rows of a form are new: no text of anybody.
_ROW_COUNTS = ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")


class WayForm(forms.Form):
    """One way to get in touch; a row left empty is no row."""

    uuid = forms.CharField(required=False, widget=forms.HiddenInput)
    mode = forms.CharField()
    value = forms.CharField(label=_("Number, address or place"), required=False)
    note = forms.CharField(label=_("Note"), required=False)
    remove = forms.BooleanField(label=_("Remove this line"), required=False)

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ways = [("", _("Choose…")), *choices.terms(Term.Scheme.CONTACT_MODE)]
        self.fields["mode"] = forms.ChoiceField(label=_("How"), required=False, choices=ways)

    def row(self) -> dict[str, str] | None:
        data = self.cleaned_data
        row = {name: data.get(name) or "" for name in ("uuid", "mode", "value", "note")}
        is_empty = not (row["mode"] or row["value"] or row["note"])
        return None if is_empty or data.get("remove") else row


_WaysFormSet = forms.formset_factory(
    WayForm, extra=_EMPTY_ROWS, max_num=_MOST_ROWS, absolute_max=15
)


class EditForm(forms.Form):
    """The fields of a page that a person may see, as they edit them.

    `base` is what they saw: what they left as it was is no change, whatever the page says now.
    """

    def __init__(
        self, data: QueryDict | None = None, *, kind: EditKind, target: Any, base: Mapping[str, Any]
    ) -> None:
        super().__init__(data)
        self.kind = kind
        self.base = base
        self.schema = kind.target.schema
        self.home = kind.target.home_territory(target)
        self.choices = Choices(self.home)
        self.rows: dict[str, Any] = {}
        self.wrong_rows: set[str] = set()
        for name, spec in self.schema.items():
            if name not in base:
                continue
            if spec.kind == "rows":
                self.rows[name] = self._row_forms(name, data)
            else:
                self.fields[name] = form_field(
                    spec, self.choices, base[name], help_texts=kind.help_texts
                )
                self.initial[name] = box_of(spec).show(base[name])
        if "coverage" in self.fields:
            self.fields["coverage_more"] = forms.CharField(
                label=_("Another area served"),
                help_text=_("The name of a commune, a department, a region."),
                required=False,
            )

    def show_needed(self) -> None:
        """Say on the page which boxes cannot be empty; what is missing is said by the services."""
        self.is_valid()
        for name in _NEEDED & self.fields.keys():
            self.fields[name].required = True

    def _row_forms(self, name: str, data: QueryDict | None) -> Any:
        sent = data if data is not None and f"{name}-TOTAL_FORMS" in data else None
        if sent is not None:
            sent = _with_an_empty_row(sent, name)
        shown = [shown_row(row) for row in self.base[name]]
        return _WaysFormSet(sent, prefix=name, initial=shown, form_kwargs={"choices": self.choices})

    def strangers(self) -> list[str]:
        """Names that were sent and that no field of this form bears."""
        known = {*self.fields, *(f"{name}-{one}" for name in self.rows for one in _ROW_COUNTS)}
        for name, formset in self.rows.items():
            boxes = range(formset.total_form_count())
            known |= {f"{name}-{n}-{box}" for n in boxes for box in (*WayForm.base_fields, "mode")}
        return sorted(set(self.data) - known)

    def changes(self) -> dict[str, Any]:
        """Fields whose box does not hold what was shown, read as values. Raises InvalidFields.

        Call it on a valid form.
        """
        changed, errors = self.readable_changes()
        if errors:
            raise InvalidFields(errors)
        return changed

    def readable_changes(self) -> tuple[dict[str, Any], dict[str, list[str]]]:
        """The changed fields that can be read, and what is wrong with the others."""
        changed: dict[str, Any] = {}
        errors: dict[str, list[str]] = {}
        for name, spec in self.schema.items():
            try:
                if name in self.rows:
                    changed |= self._changed_rows(name)
                elif name in self.fields and self._is_changed(name):
                    box = box_of(spec)
                    country = self.home.country_code
                    changed[name] = box.read(self.cleaned_data[name], self.base[name], country)
            except Refused as refusal:
                errors[name] = [str(refusal)]
        self._add_area(changed, errors)
        return changed, errors

    def _is_changed(self, name: str) -> bool:
        if name not in self.cleaned_data:
            return False
        typed, shown = self.cleaned_data[name], self.initial[name]
        if isinstance(shown, str):
            return _plain(typed) != _plain(shown)
        return sorted(typed) != sorted(shown) if isinstance(shown, list) else typed != str(shown)

    def _changed_rows(self, name: str) -> dict[str, Any]:
        formset = self.rows[name]
        if not formset.is_bound or not formset.is_valid():
            return {}
        shown = [(shown_row(row), row) for row in self.base[name]]
        typed = [row for form in formset.forms if (row := form.row())]
        rows = [next((was for said, was in shown if said == row), row) for row in typed]
        return {} if rows == self.base[name] else {name: rows}

    def _add_area(self, changed: dict[str, Any], errors: dict[str, list[str]]) -> None:
        text = self.cleaned_data.get("coverage_more") or ""
        try:
            uid = place_uid(text, country=self.home.country_code)
        except Refused as refusal:
            errors["coverage_more"] = [str(refusal)]
            return
        if uid:
            changed["coverage"] = [*changed.get("coverage", self.base["coverage"]), uid]

    def add_errors(self, errors: Mapping[str, list[str]]) -> None:
        """Show each error beside its field; above the form when it has no field here."""
        self.wrong_rows |= errors.keys() & self.rows.keys()
        for name, messages in errors.items():
            field = name if name in self.fields else None
            label = self.label_of(name) if name in self.schema else name
            for message in messages:
                self.add_error(field, message if field else f"{label} : {message}")

    def label_of(self, name: str) -> str:
        label = self.schema[name].label
        return label[:1].upper() + label[1:]


class SendForm(forms.Form):
    """Why the change is asked for, and where it is known from."""

    proposal_summary = forms.CharField(
        label=_("What you change, and why"),
        help_text=_("At least 10 characters. The animator and the history show it."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    kind = OneOf(label=_("What kind of change it is"), required=False, choices=_KINDS)
    sources = forms.CharField(
        label=_("Where you know it from"),
        help_text=_("The address of a page that says it, if there is one."),
        required=False,
    )
    source_date = forms.CharField(
        label=_("When you read it"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    source_quote = forms.CharField(
        label=_("What it says, word for word"), max_length=500, required=False
    )

    def __init__(self, data: QueryDict | None = None, *, user: User) -> None:
        super().__init__(data)
        self.kept = list(Structure.objects.filter(memberships__user=user).order_by("name"))
        if self.kept:
            names = [(str(one.pk), one.name) for one in self.kept]
            self.fields["on_behalf_of"] = OneOf(
                label=_("You write"), required=False, choices=[("", _("in your own name")), *names]
            )

    def show_needed(self) -> None:
        """Say on the page that the reason is wanted; what is missing is said by the services."""
        # Read first: a box that is not filled in yet is no mistake.
        self.is_valid()
        self.fields["proposal_summary"].required = True

    def chosen_structure(self) -> Structure | None:
        """The structure in whose name they write, one they keep."""
        chosen = self.cleaned_data.get("on_behalf_of")
        return next((one for one in self.kept if str(one.pk) == chosen), None)

    def cited(self) -> list[dict[str, str]]:
        said = {
            "url": self.cleaned_data.get("sources") or "",
            "date": self.cleaned_data.get("source_date") or "",
            "quote": self.cleaned_data.get("source_quote") or "",
        }
        return [said] if any(text.strip() for text in said.values()) else []

    def add_errors(self, errors: Mapping[str, list[str]]) -> None:
        for name, messages in errors.items():
            for message in messages:
                self.add_error(name if name in self.fields else None, message)


def _with_an_empty_row(data: QueryDict, name: str) -> QueryDict:
    """So that another line can always be added, without JavaScript too."""
    total = data.get(f"{name}-TOTAL_FORMS", "")
    if not total.isdecimal() or not 0 < int(total) < _MOST_ROWS:
        return data
    last = [data.get(f"{name}-{int(total) - 1}-{box}") for box in ("mode", "value", "note")]
    if not any(last):
        return data
    more = data.copy()
    more[f"{name}-TOTAL_FORMS"] = str(int(total) + 1)
    return more


def _plain(text: str) -> str:
    """Text as a browser sends it back: line ends differ, blanks at the ends may be lost."""
    return text.replace("\r\n", "\n").strip()
