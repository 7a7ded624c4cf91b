"""Random acts of many people at once, on a real PostgreSQL: no deadlock, and what must hold holds.

`make soak` runs more of them (ACTS=), and others (SEED=). What fails says which act it was, on what
and under which seed: with it the same acts are asked again, as far as threads keep their order.
"""

import os
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from accounts.models import User
from contributions.models import Proposal
from contributions.services import resubmit, withdraw_proposal
from contributions.settling import settle
from moderation.claims.services import claim, take_over
from moderation.deciding.services import (
    SeenVersion,
    accept_in_part,
    accept_proposal,
    ask_for_change,
    edit_and_accept,
    escalate_proposal,
    join_proposals,
    refuse_proposal,
    skip_proposal,
    undo_decision,
)
from moderation.models import Decision
from offers.models import OfferPage
from tests.at_once import Act, need_postgresql
from tests.cast import Cast, make_cast
from tests.contributions.invariants import check_invariants
from tests.contributions.making import WHY, propose
from tests.contributions.test_concurrency import together
from tests.factories import make_offer

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

THREADS = 8
SEED, ACTS = int(os.environ.get("SOAK_SEED", "12")), int(os.environ.get("SOAK_ACTS", "500"))
FIELDS = ("title", "fee_detail", "accessibility")


@pytest.fixture
def cast(transactional_db: None, words: None) -> Cast:
    need_postgresql()
    return make_cast()


@dataclass(frozen=True, slots=True)
class Turn:
    """What is there when the threads of one turn start, and what chance makes of it."""

    number: int
    chance: random.Random
    cast: Cast
    pages: list[OfferPage]
    waiting: list[Proposal]

    def act(self, thread: int) -> Act:
        """One act by somebody, which says what it was when it fails."""
        name, act = self._some_act(f"{self.number} {thread}")
        said = f"SOAK_SEED={SEED}, turn {self.number}, thread {thread}: {name}"
        return _telling(said, act)

    def _some_act(self, said: str) -> tuple[str, Act]:
        chance, field = self.chance, self.chance.choice(FIELDS)
        author = chance.choice((self.cast.outsider, self.cast.member))
        page = chance.choice(self.pages)
        if not self.waiting or chance.random() < 0.3:
            also = chance.choice(FIELDS)
            new = {field: f"Texte {said}", also: f"Mots {said}"}
            return f"propose {sorted(new)}", lambda: propose(page, author, **new)
        proposal = chance.choice(self.waiting)
        moderator = chance.choice((self.cast.animator, self.cast.administrator))
        acts = {
            **self._of_authors(proposal, author, page, field, said),
            **self._of_animators(proposal, moderator, field, said),
        }
        name = chance.choice([name for name in acts for _ in range(_WEIGHTS.get(name, 1))])
        return f"{name} {proposal.pk} of {proposal.changes}, {field}", acts[name]

    def _of_authors(
        self, proposal: Proposal, author: User, page: OfferPage, field: str, said: str
    ) -> dict[str, Act]:
        return {
            "withdraw": lambda: withdraw_proposal(proposal=proposal, author=author),
            "resubmit": lambda: resubmit(
                proposal=proposal,
                author=author,
                version=proposal.version,
                changes={field: f"Mieux {said}"},
                summary=WHY,
            ),
            "propose the same": lambda: propose(page, author, **proposal.changes),
            "propose a part": lambda: propose(
                page, author, **dict(list(proposal.changes.items())[:1])
            ),
            "settle": lambda: settle(proposal.pk),
        }

    def _of_animators(
        self, proposal: Proposal, moderator: User, field: str, said: str
    ) -> dict[str, Act]:
        """Each on what is shown when it is done."""
        asked: dict[str, Any] = {"proposal": proposal, "moderator": moderator}
        read = {**asked, "version": proposal.version}
        other = self.chance.choice(self.waiting)
        decided = Decision.objects.filter(moderator=moderator).order_by("-at").first()
        better = {name: f"Relu {said}" for name in proposal.changes if name == field}
        return {
            "accept": _on_what_is_shown(accept_proposal, asked),
            "edit": _on_what_is_shown(edit_and_accept, {**asked, "changes": better}),
            "accept in part": _on_what_is_shown(accept_in_part, {**asked, "paths": [field]}),
            "refuse": lambda: refuse_proposal(**read, reason="outdated"),
            "ask": lambda: ask_for_change(**read, message="Précisez."),
            "join": lambda: join_proposals(**read, into=other),
            "escalate": lambda: escalate_proposal(**read, message="À voir."),
            "skip": lambda: skip_proposal(**read),
            "undo": lambda: decided and undo_decision(decision=decided, moderator=moderator),
            "claim": lambda: claim(proposal=proposal, user=moderator),
            "take over": lambda: take_over(proposal=proposal, user=moderator),
        }


_WEIGHTS = {"accept": 2, "undo": 2}


def _on_what_is_shown(service: Callable[..., Any], said: dict[str, Any]) -> Act:
    return lambda: service(**said, seen=SeenVersion.of(said["proposal"]))


def _telling(name: str, act: Act) -> Act:
    def told() -> Any:
        try:
            return act()
        except BaseException as error:
            error.add_note(name)
            raise

    return told


def test_many_acts_at_once_never_deadlock(cast: Cast) -> None:
    chance = random.Random(SEED)
    pages = [make_offer(structure=cast.structure, author=cast.publisher)]
    pages.append(make_offer(structure=cast.structure, title="Une autre offre"))
    for number in range(ACTS // THREADS):
        found = list(Proposal.objects.open().order_by("pk"))
        waiting = chance.sample(found, min(len(found), 6))
        turn = Turn(number, chance, cast, pages, waiting)
        together(*[turn.act(thread) for thread in range(THREADS)])
    check_invariants()
    assert Proposal.objects.filter(state=Proposal.State.APPLIED).exists()
