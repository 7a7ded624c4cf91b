"""What stands on the page being edited, part by part: the words of now, and their boxes."""

from dataclasses import dataclass, field
from typing import Any

from contributions.editing.parts import Part
from contributions.forms import EditForm
from contributions.wording import Wording
from offers.hours import spoken_hours

# The title stands above; a point is on no page.
_NOT_SHOWN = frozenset({"title", "name", "latitude", "longitude"})
_PLAIN = frozenset({"summary", "simple_version", "description"})


@dataclass(frozen=True, slots=True)
class Box:
    """A form field; `chosen` sums up a long list of boxes that starts closed."""

    field: Any
    is_list: bool
    chosen: str


@dataclass(slots=True)
class ShownPart:
    """`html` and `text` are shown as the public page shows them, `facts` as names and values."""

    part: Part
    html: str = ""
    text: str = ""
    facts: list[dict[str, Any]] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)
    is_open: bool = False

    @property
    def only(self) -> list[str]:
        """The words of its one fact, whose name the title says already."""
        if len(self.facts) != 1:
            return []
        value = self.facts[0]["value"]
        return value if isinstance(value, list) else [value] if value else []

    @property
    def has_one_box(self) -> bool:
        return len(self.boxes) == 1 and not self.rows

    @property
    def is_empty(self) -> bool:
        return not (self.html or self.text or any(fact["value"] for fact in self.facts))


def parts_for(form: EditForm, *, is_fresh: bool) -> list[ShownPart]:
    """The parts in which this person may change something; open where they did, or must mend."""
    words = Wording.of([form.base])
    changed = set() if is_fresh or not form.is_valid() else set(form.readable_changes()[0])
    wrong = {*form.errors, *form.wrong_rows}
    return [
        _part(part, form, words, is_open=bool((changed | wrong) & {*part.fields, *_extra(part)}))
        for part in form.kind.parts
        if any(name in form.base for name in part.fields)
    ]


def _extra(part: Part) -> set[str]:
    return {"coverage_more"} if "coverage" in part.fields else set()


def _part(part: Part, form: EditForm, words: Wording, *, is_open: bool) -> ShownPart:
    shown = ShownPart(part, is_open=is_open)
    for name in part.fields:
        if name not in form.base:
            continue
        _show(shown, name, form, words)
        if name in form.rows:
            shown.rows.append(row_boxes(form, name))
            continue
        shown.boxes.append(box_of_field(form, name))
        if name == "coverage":
            shown.boxes.append(box_of_field(form, "coverage_more"))
    return shown


def _show(shown: ShownPart, name: str, form: EditForm, words: Wording) -> None:
    value = form.base[name]
    if name in _NOT_SHOWN:
        return
    if form.schema[name].kind == "rich_text":
        shown.html = value
    elif name in _PLAIN:
        shown.text = value
    else:
        said, is_list = say_whole(words, name, value)
        fact = {"label": form.label_of(name), "value": said, "is_list": is_list}
        shown.facts.append(fact)


def say_whole(words: Wording, name: str, value: Any) -> tuple[Any, bool]:
    """A value as the public page says it, and whether it is a list of lines."""
    if name == "opening_hours":
        return spoken_hours(value or ""), True
    if isinstance(value, list):
        return [words.say(name, one) for one in value], True
    return words.say(name, value), False


def box_of_field(form: EditForm, name: str) -> Box:
    bound = form[name]
    chosen = ""
    is_list = bound.widget_type == "checkboxselectmultiple"
    if is_list:
        chosen = ", ".join(box.choice_label for box in bound if box.data["selected"])
    return Box(bound, is_list, chosen)


def row_boxes(form: EditForm, name: str) -> dict[str, Any]:
    """The lines of a field of rows, for the page."""
    return {
        "label": form.label_of(name),
        "help": form.kind.help_texts.get(name, ""),
        "formset": form.rows[name],
    }
