"""What someone asks for, made clean before it is kept: changes, reason, sources."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from contributions.models import Proposal
from contributions.rebasing import content_hash
from offers import normalise
from offers.normalise import Refused
from offers.validation import InvalidFields

MOST_SOURCES = 10
SHORTEST_SUMMARY = 10
LONGEST_SUMMARY = 500

Source = dict[str, str]


def clean_summary(text: str) -> str:
    """One line that says what and why. Raises InvalidFields on `proposal_summary`."""
    try:
        read = normalise.line(longest=LONGEST_SUMMARY)(text)
    except Refused as refusal:
        raise InvalidFields({"proposal_summary": [str(refusal)]}) from None
    if len(read) < SHORTEST_SUMMARY:
        message = _("Say in a few words what you change and why (at least %(count)d characters).")
        raise InvalidFields({"proposal_summary": [message % {"count": SHORTEST_SUMMARY}]})
    return str(read)


def clean_sources(sources: Sequence[Mapping[str, Any]]) -> list[Source]:
    """Where it was read: a web address each, a date, a quote. Raises InvalidFields."""
    if len(sources) > MOST_SOURCES:
        message = _("Give at most %(most)d.") % {"most": MOST_SOURCES}
        raise InvalidFields({"sources": [message]})
    try:
        read = [_source(source) for source in sources]
    except Refused as refusal:
        raise InvalidFields({"sources": [str(refusal)]}) from None
    return [source for source in read if source["url"]]


def _source(source: Mapping[str, Any]) -> Source:
    date = normalise.line(longest=10)(source.get("date"))
    if date and _date(date) is None:
        raise Refused(_("%(date)s is not a date. Write it as 2026-01-31.") % {"date": date})
    return {
        "url": normalise.url(source.get("url")),
        "date": date,
        "quote": normalise.line(longest=500)(source.get("quote")),
    }


def _date(text: str) -> object:
    try:
        return parse_date(text)
    except ValueError:
        return None


def rows_of_their_own(changes: Mapping[str, Any]) -> dict[str, Any]:
    """The changes, where a row that repeats the uuid of another becomes a new row."""
    return {
        name: _unrepeated(value) if isinstance(value, list) else value
        for name, value in changes.items()
    }


def _unrepeated(rows: list[Any]) -> list[Any]:
    seen: set[str] = set()
    found: list[Any] = []
    for row in rows:
        key = str(row.get("uuid") or "").lower() if isinstance(row, dict) else ""
        found.append({**row, "uuid": ""} if key in seen else row)
        seen |= {key} - {""}
    return found


def sameness(
    *,
    target: str,
    target_id: int | None,
    base: Mapping[str, Any],
    changes: Mapping[str, Any],
    action: str = Proposal.Action.EDIT,
) -> str:
    """A hash equal for two proposals that ask for the same, whatever uuids new rows were given."""
    plain = {
        name: [_without_new_uuid(row, base.get(name)) for row in value]
        if isinstance(value, list)
        else value
        for name, value in changes.items()
    }
    return content_hash([target, target_id, action, plain])


def _without_new_uuid(row: Any, before: Any) -> Any:
    if not isinstance(row, dict) or row.get("uuid") in {one["uuid"] for one in before or []}:
        return row
    return {key: value for key, value in row.items() if key != "uuid"}
