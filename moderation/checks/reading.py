"""A change as the checks read it: the fields before and after, and where the page hides."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from contributions.actions.registry import Request, action_of, split
from contributions.diff import FieldLike
from contributions.models import Proposal
from contributions.previews import Preview, preview
from contributions.targets import TargetKind, kind_of, target_of
from moderation.checks.passages import Passage, passages_of
from offers.models import Structure
from offers.models.structures import AddressVisibility
from offers.words import words
from territories.models import Territory


@dataclass(frozen=True)
class Reading:
    """`before` and `after` are all proposable fields; `target` is None for a creation, whose
    `structure` is the one it joins."""

    kind: TargetKind
    target: Any
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    territory: Territory
    structure: Structure | None
    structure_name: str

    @property
    def schema(self) -> Mapping[str, FieldLike]:
        return self.kind.schema

    @cached_property
    def changed(self) -> tuple[str, ...]:
        """The fields that differ, in the order of the page."""
        return tuple(
            name
            for name in self.schema
            if name in self.after and self.before.get(name) != self.after[name]
        )

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Every text that the change adds or alters."""
        return tuple(
            passage
            for name in self.changed
            for passage in passages_of(self.schema[name], self.after[name])
            if passage not in self.passages_before
        )

    @cached_property
    def text_before(self) -> str:
        """All the words the page says already."""
        return "\n".join(passage.text for passage in self.passages_before)

    @cached_property
    def passages_before(self) -> tuple[Passage, ...]:
        return tuple(
            passage
            for name, field in self.schema.items()
            for passage in passages_of(field, self.before.get(name))
        )

    @cached_property
    def hides(self) -> bool:
        """Whether the street of the page, or of its structure, is kept from the public, or will be
        because of its needs."""
        return bool(self.protected) or self._is_hidden or self._asks_to_hide

    @cached_property
    def protected(self) -> tuple[str, ...]:
        """The streets that no text of this page may say."""
        found = [self.target] if self._is_hidden else []
        structure = self.structure
        if structure and structure.address_visibility != AddressVisibility.PUBLIC:
            found.append(structure)
        return tuple(one.street_address for one in found if getattr(one, "street_address", ""))

    @property
    def _is_hidden(self) -> bool:
        return (
            self.target is not None and self.kind.address(self.target) != AddressVisibility.PUBLIC
        )

    @property
    def _asks_to_hide(self) -> bool:
        known = words().needs
        codes = [code for code in self.after.get("needs") or [] if code in known]
        return "street_address" in self.schema and any(known[c].hides_address for c in codes)


def reading_of(proposal: Proposal, seen: Preview | None = None) -> Reading:
    """A proposal on the page as it is now; `seen` is its preview when the caller has one."""
    kind, target = kind_of(proposal), target_of(proposal)
    seen = seen or preview(proposal)
    _fields, beside = split(proposal.changes, action=action_of(proposal), kind=kind)
    structure, name = _structure_of(target, beside.get("structure"))
    return Reading(
        kind=kind,
        target=target,
        before=kind.empty() if target is None else proposal.base_snapshot,
        after=seen.merged,
        territory=proposal.territory,
        structure=structure,
        structure_name=name,
    )


def reading_of_request(request: Request) -> Reading:
    """What somebody asks, before it is kept."""
    structure = request.structure or _structure_of(request.target, None)[0]
    fields = {name: request.changes.get(name, value) for name, value in request.live.items()}
    return Reading(
        kind=request.kind,
        target=request.target,
        before=request.live,
        after=fields,
        territory=request.territory,
        structure=structure,
        structure_name=structure.name if structure else "",
    )


def _structure_of(target: Any, asked: Any) -> tuple[Structure | None, str]:
    """Who runs the page: the structure, when it is on the site, and its name."""
    if isinstance(asked, Mapping):
        return None, str(asked.get("name", ""))
    if isinstance(asked, str):
        found = Structure.objects.filter(public_id=asked).first()
        return found, found.name if found else ""
    structure = getattr(target, "structure", None)
    return (structure, structure.name) if structure else (None, "")
