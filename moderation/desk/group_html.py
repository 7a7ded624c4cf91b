"""The proposals of the queue, fifty a page: a template says the markup once, with a {name} where
each value stands, and is filled for every line. Every value is escaped.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID

from django.contrib.humanize.templatetags.humanize import naturaltime
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override

from contributions.models import Proposal
from moderation.desk.lines import Asked, Group, Line
from offers.ages import cut
from offers.markup import filled, joined

_GROUP = ("title", "lines", "others")
_LINE = ("item", "version", "badges", "asks", "summary", "title", "name", "place", "age", "holder")
_LINK = ("url", "text")
_HOLES = {name: f"{{{name}}}" for name in (*_GROUP, *_LINE, *_LINK)}
_ANY = UUID(int=0)
# Shapes of templates, and ages.
MOST_REMEMBERED = 2_000


def groups_html(groups: list[Group], query: str) -> str:
    """By page; `query` is kept in the address of each item."""
    address = reverse("moderation:proposal", args=[_ANY]).replace(str(_ANY), "{}")
    page = _Page(
        address + (f"?{query}" if query else ""),
        reverse("moderation:queue"),
        get_language() or "",
        timezone.now(),
    )
    return joined(page.group(group) for group in groups)


@dataclass(frozen=True, slots=True)
class _Page:
    """`address` is that of an item, with a hole for its name; `queue` that of the list."""

    address: str
    queue: str
    language: str
    now: datetime

    def group(self, group: Group) -> str:
        """The title leads to the only proposal there is; to one of several, its own words do."""
        is_alone = group.count == 1
        return filled(
            _markup("moderation/desk/group.html", self.language),
            title=self._link(group.lines[0], group.title) if is_alone else group.title,
            lines=joined(self._line(line, group) for line in group.lines),
            others=self._others(group),
        )

    def _line(self, line: Line[Asked], group: Group) -> str:
        proposal, is_alone = line.proposal, group.count == 1
        return filled(
            _markup("moderation/desk/line.html", self.language, is_held=line.holding is not None),
            item=proposal.uuid,
            version=proposal.version,
            badges=self._badges(line),
            asks=line.asks,
            summary=proposal.summary if is_alone else self._link(line, proposal.summary),
            title=group.title,
            name=proposal.author_label,
            place=proposal.place,
            age=_said(cut(self.now - proposal.created_at), self.language),
            holder=line.holding.text if line.holding else "",
        )

    def _badges(self, line: Line[Asked]) -> str:
        proposal = line.proposal
        is_stuck = proposal.state == Proposal.State.CONFLICT
        conflict = str(Proposal.State.CONFLICT.label) if is_stuck else ""
        shape = {"risk": proposal.risk, "conflict": conflict, "is_late": line.is_late}
        return filled(_markup("moderation/desk/line_badges.html", self.language, **shape))

    def _link(self, line: Line[Asked], text: str) -> str:
        url = self.address.format(line.proposal.uuid)
        return filled(_markup("moderation/desk/item_link.html", self.language), url=url, text=text)

    def _others(self, group: Group) -> str:
        if not group.others:
            return ""
        url = f"{self.queue}?sur={group.key}"
        return filled(
            _markup("moderation/desk/others_wait.html", self.language, number=group.others), url=url
        )


@lru_cache(MOST_REMEMBERED)
def _markup(name: str, language: str, **shape: object) -> str:
    """The template drawn with its holes, once for each shape it has."""
    with override(language):
        return render_to_string(name, {**_HOLES, **shape}).strip()


@lru_cache(MOST_REMEMBERED)
def _said(age: timedelta, language: str) -> str:
    with override(language):
        return str(naturaltime(timezone.now() - age))
