"""The components as they are shown on the living page: each with its states, drawn for real."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from home.forms import SampleForm
from home.style_states import example_states

# Components that need the whole width to be seen as a page shows them.
_WIDE = {"breadcrumb", "diff_row", "form_errors", "pagination", "search_form", "table", "tabs"}


@dataclass(frozen=True)
class State:
    """One set of parameters of a component."""

    name: str
    parameters: dict[str, Any]

    @property
    def template(self) -> str:
        return f"components/{self.name}.html"

    @property
    def line(self) -> str:
        """The include that draws it, as a page would write it."""
        words = " ".join(f"{name}={_as_written(value)}" for name, value in self.parameters.items())
        return f'{{% include "{self.template}" {f"with {words} " if words else ""}only %}}'

    @property
    def drawn(self) -> SafeString:
        return render_to_string(self.template, {**self.parameters})


@dataclass(frozen=True)
class Component:
    """A file of templates/components with the states worth seeing."""

    name: str
    states: tuple[State, ...]

    @property
    def anchor(self) -> str:
        return f"component-{self.name}"

    @property
    def is_wide(self) -> bool:
        return self.name in _WIDE


def components() -> list[Component]:
    shown = {**example_states(), **_form_states()}
    return [
        Component(name, tuple(State(name, parameters) for parameters in states))
        for name, states in sorted(shown.items())
    ]


def _form_states() -> dict[str, list[dict[str, Any]]]:
    empty = SampleForm(auto_id="vide_%s")
    wrong = SampleForm({"title": "", "kind": "elsewhere"}, auto_id="erreur_%s")
    wrong.add_error("phone", _("Write the number with its ten digits, such as 05 65 00 00 00."))
    return {
        "field": [{"field": field} for field in (*empty, *_wrong_fields(wrong))],
        "form_errors": [{"form": wrong}],
    }


def _wrong_fields(form: SampleForm) -> Iterator[Any]:
    return (field for field in form if field.errors)


def _as_written(value: object) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    return str(value) if isinstance(value, bool | int | float) else "…"
