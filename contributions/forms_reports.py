from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from contributions.models import Report
from contributions.reporting.items import Item, Items, OpenBox
from contributions.reporting.reasons import FIELDS
from contributions.reporting.subjects import Subject
from offers.normalise import Refused
from offers.validation import InvalidFields

_PREFIX = "value-"
MOST_OPENED = 12


class _Typed(forms.CharField):
    """Text in which a NUL, which no database stores, is simply nothing."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(str(value or "").replace("\x00", "")))


class _OneOf(forms.ChoiceField):
    """A piece that is not on the page is no piece: nothing is opened, and nothing is said of it."""

    def valid_value(self, value: Any) -> bool:
        return True


class ReportForm(forms.Form):
    """What is wrong, the right value of what the person knows, a word, a mail for the answer.

    The boxes that go with a reason are always there, beside it; `field` asks for that of another
    piece of the page, and `opened` keeps those asked for. `base` holds the fields that were shown,
    `typed` what stands in a form that is not sent yet.
    """

    reason = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=Report.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong.")},
    )
    text = _Typed(
        label=_("Something to add"),
        help_text=_(
            "What you saw, and when. Do not write your name, nor anything about your situation."
        ),
        required=False,
        max_length=Report.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": Report.LONGEST_TEXT}),
        error_messages={
            "max_length": _("Write at most %(limit_value)d characters: there are %(show_value)d.")
        },
    )
    email = forms.EmailField(
        label=_("Your e-mail address, if you want the answer"),
        help_text=_("It serves for this answer only, and is deleted 30 days after it."),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("Write it as name@example.org, or leave this empty.")},
    )
    homepage = _Typed(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        subject: Subject,
        base: Mapping[str, Any],
        typed: QueryDict | None = None,
    ) -> None:
        said = data if data is not None else typed if typed is not None else QueryDict()
        kept = {name: said.get(name, "") for name in ("reason", "text", "email", "homepage")}
        super().__init__(data, auto_id="report-%s", initial=kept)
        self.items = Items(subject, {**subject.public, **_still_public(subject, base)})
        self.boxes: dict[str, OpenBox] = {}
        known = self.items.by_path
        choices = [("", _("Choose…")), *((path, item.label) for path, item in known.items())]
        self.fields["field"] = _OneOf(
            label=_("Which piece of the page?"), choices=choices, required=False
        )
        self.by_reason = {reason: self.items.concerned(reason) for reason in FIELDS}
        beside = [item for items in self.by_reason.values() for item in items]
        asked = (known[path] for path in _asked_for(said) if path in known)
        self.opened = [item for item in asked if item not in beside][:MOST_OPENED]
        held = said.copy()
        for item in [*beside, *self.opened]:
            self._add(item, held)
        if self.is_bound:
            self.data = held

    def _add(self, item: Item, said: QueryDict) -> None:
        """A box that was not sent holds what was shown: nothing was changed in it."""
        if item.path in self.boxes:
            return
        box, name = self.items.open(item), _PREFIX + item.path
        self.boxes[item.path] = box
        self.fields[name] = box.field
        self.initial[name] = box.shown
        is_list = isinstance(box.shown, list)
        if name in said:
            self.initial[name] = said.getlist(name) if is_list else said[name]
        elif not is_list:
            said[name] = box.shown

    @property
    def base(self) -> dict[str, Any]:
        """The fields that the boxes show, as they were shown."""
        names = {path.partition(".")[0] for path in self.boxes}
        return {name: self.items.base[name] for name in names}

    def groups(self) -> list[dict[str, Any]]:
        """Each reason with a box of its own, for the page."""
        return [
            {"reason": reason, "boxes": [self[_PREFIX + item.path] for item in items]}
            for reason, items in self.by_reason.items()
            if items
        ]

    def opened_boxes(self) -> list[Any]:
        """The boxes of the pieces that were asked for besides."""
        return [self[_PREFIX + item.path] for item in self.opened]

    def changes(self) -> dict[str, Any]:
        """Fields whose box does not hold what was shown. Call it on a valid form.

        Raises InvalidFields.
        """
        changed: dict[str, Any] = {}
        errors: dict[str, list[str]] = {}
        for path, box in self.boxes.items():
            typed = self.cleaned_data.get(_PREFIX + path, box.shown)
            if not box.is_changed(typed):
                continue
            name = path.partition(".")[0]
            try:
                changed[name] = _together(changed.get(name), box.read(typed), self.items.base[name])
            except Refused as refusal:
                errors[_PREFIX + path] = [str(refusal)]
        if errors:
            raise InvalidFields(errors)
        return changed

    def follow(self, subject: Subject, names: list[str]) -> None:
        """From now on what was typed answers these fields of the page as they are now."""
        now = {name: subject.public[name] for name in names if name in subject.public}
        self.items = Items(subject, {**self.items.base, **now})
        for path in self.boxes:
            item = self.items.by_path.get(path)
            if item is not None and item.name in now:
                shown = self.items.open(item).shown
                said = ", ".join(shown) if isinstance(shown, list) else shown
                self.add_error(_PREFIX + path, _("The page says now: %(value)s") % {"value": said})

    def add_errors(self, errors: Mapping[str, list[str]]) -> None:
        """Show each error beside its box, above the form when it has none."""
        for name, messages in errors.items():
            boxes = [path for path in self.boxes if name in (path, path.partition(".")[0])]
            field = _PREFIX + boxes[0] if boxes else name if name in self.fields else None
            for message in messages:
                self.add_error(field, message)


def _asked_for(said: QueryDict) -> list[str]:
    """The pieces whose box was opened, or asked for, one way or another."""
    boxes = [name.removeprefix(_PREFIX) for name in said if name.startswith(_PREFIX)]
    return list(dict.fromkeys([*boxes, *said.getlist("opened"), said.get("field", "")]))


def _still_public(subject: Subject, base: Mapping[str, Any]) -> dict[str, Any]:
    """What was shown, without what was hidden since."""
    return {name: value for name, value in base.items() if name in subject.public}


def _together(so_far: Any, read: Any, base: Any) -> Any:
    """Two boxes of one field are two rows of it: both changes are kept."""
    if so_far is None:
        return read
    new = {row["uuid"]: row for row in read}
    was = {row["uuid"]: row for row in base}
    return [
        row if new[key] == was[key] else new[key] for row in so_far if (key := row["uuid"]) in new
    ]
