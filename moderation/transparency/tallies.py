"""Counting events, place by place: a pure function, so that anybody can do it again."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from moderation.transparency.acts import (
    BY_ACTION,
    DIRECT,
    ENDS,
    LATE,
    OPENED,
    OUTCOMES,
    REOPENED,
)
from moderation.transparency.concealing import conceal
from moderation.transparency.events import Told


@dataclass(slots=True)
class Tally:
    """Of one place: numbers by measure, by measure and reason, and the times from sending to
    answer, in seconds."""

    counts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    delays: list[float] = field(default_factory=list)

    def outcomes_to_hide(self) -> set[str]:
        """Those of appeals that would tell of the other one, with how many appeals there were."""
        parts = {code: self.counts[code] for code in OUTCOMES}
        return set(OUTCOMES) - set(conceal(parts).shown)


def together(tallies: Iterable[Tally]) -> Tally:
    """One tally of all of them."""
    found = Tally()
    for one in tallies:
        found.counts.update(one.counts)
        found.reasons.update(one.reasons)
        found.delays += one.delays
    return found


PlaceOf = Callable[[str], str]


def tally(events: Iterable[Told], *, since: datetime, place_of: PlaceOf) -> dict[str, Tally]:
    """By place, as `place_of` names that of a territory path. Events before `since` are only what
    the answers that follow are measured from."""
    counting = _Counting(since, place_of)
    for event in events:
        counting.take(event)
    return counting.result()


class _Counting:
    """Answers wait until the end: one that is undone never was."""

    def __init__(self, since: datetime, place_of: PlaceOf) -> None:
        self._since, self._place_of = since, place_of
        self._tallies: dict[str, Tally] = defaultdict(Tally)
        self._sent: dict[str, datetime] = {}
        self._names: dict[str, str] = {}
        self._answers: dict[str, list[Told]] = defaultdict(list)

    def take(self, event: Told) -> None:
        if event.action == OPENED:
            self._names[event.subject_id] = str(event.data.get("proposal", event.subject_id))
            self._sent[self._name(event)] = event.at
        if event.at < self._since:
            return
        if event.action in ENDS:
            self._answers[self._name(event)].append(event)
        elif event.action == REOPENED:
            self._undo(event)
        else:
            self._count(event)

    def result(self) -> dict[str, Tally]:
        for name, answers in self._answers.items():
            for event in answers:
                self._count(event)
                if name in self._sent:
                    took = event.at - self._sent[name]
                    self._of(event).delays.append(took / timedelta(seconds=1))
        return dict(self._tallies)

    def _undo(self, event: Told) -> None:
        answers = self._answers[self._name(event)]
        if answers:
            answers.pop()

    def _count(self, event: Told) -> None:
        if not _is_counted(event):
            return
        measure, found = BY_ACTION[event.action], self._of(event)
        found.counts[measure.code] += 1
        if measure.reasons:
            found.reasons[measure.code, str(event.data.get("reason", ""))] += 1

    def _of(self, event: Told) -> Tally:
        return self._tallies[self._place_of(event.path)]

    def _name(self, event: Told) -> str:
        """An acceptance is an event of the page: it names the proposal by its public name."""
        named = event.data.get("proposal")
        return str(named) if named else self._names.get(event.subject_id, event.subject_id)


def _is_counted(event: Told) -> bool:
    if event.action in DIRECT:
        return "direct" in event.data
    return event.action != LATE or bool(event.data.get("is_late"))
