from collections.abc import Mapping
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from contributions.choices import Choices, place_uid
from contributions.form_fields import box_of, form_field
from offers.models import OfferPage, Term
from offers.normalise import Refused
from offers.schema import GROUPS, OFFER_FIELDS
from offers.validation import InvalidFields

_SALT = "contributions.base"
_EMPTY_ROWS = 1
_NEEDED = frozenset({"title", "needs", "coverage", "proposal_summary"})


def seal(offer: OfferPage, base: Mapping[str, Any]) -> str:
    """What the person was shown, signed, so that the server needs no memory of it."""
    return signing.dumps({"offer": offer.public_id, "base": base}, salt=_SALT, compress=True)


def unseal(offer: OfferPage, sealed: str) -> dict[str, Any] | None:
    """The fields the person was shown; None when that cannot be trusted."""
    try:
        said = signing.loads(sealed, salt=_SALT)
    except (signing.BadSignature, ValueError):
        return None
    return said["base"] if said.get("offer") == offer.public_id else None


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


_WaysFormSet = forms.formset_factory(WayForm, extra=_EMPTY_ROWS, max_num=12, absolute_max=15)


class ProposeForm(forms.Form):
    """The fields of an offer that a person may see, as they edit them, with why and from where.

    `base` is what they saw: what they left as it was is no change, whatever the page says now.
    """

    proposal_summary = forms.CharField(
        label=_("What you change, and why"),
        help_text=_("At least 10 characters. The animator and the history show it."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    sources = forms.CharField(
        label=_("Where you know it from"),
        help_text=_("The address of a page that says it, if there is one."),
        required=False,
    )

    def __init__(
        self, data: Any = None, *, offer: OfferPage, base: Mapping[str, Any], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.offer = offer
        self.base = base
        self.choices = Choices(offer)
        self.rows: dict[str, Any] = {}
        for name, spec in OFFER_FIELDS.items():
            if name not in base:
                continue
            if spec.kind == "rows":
                self.rows[name] = self._row_forms(name, data)
            else:
                self.fields[name] = form_field(spec, self.choices, base[name])
                self.initial[name] = box_of(spec).show(base[name])
        if "coverage" in self.fields:
            self.fields["coverage_more"] = forms.CharField(
                label=_("Another area served"),
                help_text=_("The name of a commune, a department, a region."),
                required=False,
            )

    def _row_forms(self, name: str, data: Any) -> Any:
        sent = data if data is not None and f"{name}-TOTAL_FORMS" in data else None
        return _WaysFormSet(
            sent, prefix=name, initial=self.base[name], form_kwargs={"choices": self.choices}
        )

    def changes(self) -> dict[str, Any]:
        """Fields whose box does not hold what was shown, read as values. Raises InvalidFields.

        Call it on a valid form.
        """
        changed: dict[str, Any] = {}
        errors: dict[str, list[str]] = {}
        for name, spec in OFFER_FIELDS.items():
            try:
                if name in self.rows:
                    changed |= self._changed_rows(name)
                elif name in self.fields and self._is_changed(name):
                    box = box_of(spec)
                    country = self.offer.home_territory.country_code
                    changed[name] = box.read(self.cleaned_data[name], self.base[name], country)
            except Refused as refusal:
                errors[name] = [str(refusal)]
        self._add_area(changed, errors)
        if errors:
            raise InvalidFields(errors)
        return changed

    def _is_changed(self, name: str) -> bool:
        typed, shown = self.cleaned_data[name], self.initial[name]
        if isinstance(shown, str):
            return _plain(typed) != _plain(shown)
        return sorted(typed) != sorted(shown) if isinstance(shown, list) else typed != str(shown)

    def _changed_rows(self, name: str) -> dict[str, Any]:
        formset = self.rows[name]
        if not formset.is_bound or not formset.is_valid():
            return {}
        rows = [row for form in formset.forms if (row := form.row())]
        return {} if rows == self.base[name] else {name: rows}

    def _add_area(self, changed: dict[str, Any], errors: dict[str, list[str]]) -> None:
        text = self.cleaned_data.get("coverage_more") or ""
        try:
            uid = place_uid(text, country=self.offer.home_territory.country_code)
        except Refused as refusal:
            errors["coverage_more"] = [str(refusal)]
            return
        if uid:
            changed["coverage"] = [*changed.get("coverage", self.base["coverage"]), uid]

    def cited(self) -> list[dict[str, str]]:
        url = self.cleaned_data.get("sources") or ""
        return [{"url": url}] if url.strip() else []

    def add_errors(self, errors: Mapping[str, list[str]]) -> None:
        """Show each error beside its field; above the form when it has no field here."""
        for name, messages in errors.items():
            field = name if name in self.fields else None
            label = self.label_of(name) if name in OFFER_FIELDS else name
            for message in messages:
                self.add_error(field, message if field else f"{label} : {message}")

    def label_of(self, name: str) -> str:
        label = OFFER_FIELDS[name].label
        return label[:1].upper() + label[1:]

    def show_needed(self) -> None:
        """Say on the page which boxes cannot be empty; what is missing is said by the services."""
        for name in _NEEDED & self.fields.keys():
            self.fields[name].required = True

    def groups(self) -> list[dict[str, Any]]:
        """Field sets in the order of the schema, for the page; open where something is wrong."""
        return [
            {
                "label": label,
                "rows": [self._rows_of(name) for name in self.rows if _group(name) == group],
                "boxes": [self._box_of(name) for name in self.fields if _group(name) == group],
                "is_wrong": any(_group(name) == group for name in self.errors),
            }
            for group, label in GROUPS.items()
        ]

    def _box_of(self, name: str) -> dict[str, Any]:
        bound = self[name]
        chosen = ""
        if bound.widget_type == "checkboxselectmultiple":
            chosen = ", ".join(box.choice_label for box in bound if box.data["selected"])
        return {"field": bound, "chosen": chosen, "is_list": isinstance(bound.value(), list)}

    def _rows_of(self, name: str) -> dict[str, Any]:
        return {"name": name, "label": self.label_of(name), "formset": self.rows[name]}


def _group(name: str) -> str:
    name = name.removesuffix("_more")
    return OFFER_FIELDS[name].group if name in OFFER_FIELDS else ""


def _plain(text: str) -> str:
    """Text as a browser sends it back: line ends differ, blanks at the ends may be lost."""
    return text.replace("\r\n", "\n").strip()
