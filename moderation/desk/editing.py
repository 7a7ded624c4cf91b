"""The boxes in which an animator says better what a proposal says, before it goes live."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict

from contributions.editing.kinds import KINDS, EditKind
from contributions.editing.shown import Box, box_of_field, row_boxes
from contributions.editing.typed import typed_in
from contributions.forms import EditForm
from contributions.models import Proposal
from contributions.previews import Preview
from contributions.targets import kind_of, target_of
from offers.validation import InvalidFields
from territories.models import Territory

# What the page of an item adds to its forms.
_OURS = ("preview_hash", "next")


@dataclass(frozen=True, slots=True)
class _NewPage:
    """What the boxes ask of a page that is not there yet."""

    home_territory: Territory


@dataclass
class Rewriting:
    """A proposal being said otherwise. `shown` is what stands in the boxes at first: what it would
    make of the page, and where the page changed meanwhile, what its author wrote."""

    proposal: Proposal
    preview: Preview
    post: QueryDict | None = None
    form: EditForm = field(init=False)

    def __post_init__(self) -> None:
        typed = None
        if self.post is not None:
            typed = typed_in(self.post)
            for name in _OURS:
                typed.pop(name, None)
        target = target_of(self.proposal) or _NewPage(self.proposal.territory)
        self.form = EditForm(typed, kind=_kind(self.proposal), target=target, base=self.shown)

    @property
    def in_conflict(self) -> frozenset[str]:
        return frozenset(one.field for one in self.preview.conflicts)

    @property
    def shown(self) -> dict[str, Any]:
        asked = self.proposal.changes
        return {
            name: asked[name] if name in self.in_conflict else self.preview.merged[name]
            for name in editable_fields(self.proposal)
        }

    @property
    def boxes(self) -> list[Box]:
        return [box_of_field(self.form, name) for name in self.shown if name not in self.form.rows]

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [row_boxes(self.form, name) for name in self.form.rows]

    def changes(self) -> dict[str, Any]:
        """What was typed otherwise, and every field in conflict. Raises InvalidFields."""
        if strangers := self.form.strangers():
            raise InvalidFields({name: [] for name in strangers})
        if not self.form.is_valid():
            raise InvalidFields({})
        settled = {name: self.shown[name] for name in self.in_conflict}
        return {**settled, **self.form.changes()}

    def refuse(self, errors: Mapping[str, list[str]]) -> None:
        """Each beside its box."""
        self.form.is_valid()
        self.form.add_errors(errors)


def editable_fields(proposal: Proposal) -> list[str]:
    """The fields that a proposal changes and that are edited in boxes, in the order of the page."""
    return [name for name in kind_of(proposal).schema if name in proposal.changes]


def _kind(proposal: Proposal) -> EditKind:
    """That of the editing page, where there is one; an animator knows what each box is for."""
    name = proposal.target_kind
    if name in KINDS:
        return replace(KINDS[name], help_texts={})
    return EditKind(
        name=name, parts=(), moved_to=lambda _page: "", help_texts={}, url_name="", related=()
    )
