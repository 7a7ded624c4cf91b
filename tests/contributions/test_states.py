"""Every verb in every state: it leads where the table says, or nothing is done."""

from itertools import product
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from contributions.errors import ClosedProposal, NotNow
from contributions.models import Proposal
from contributions.services import expire_proposal, resubmit, withdraw_proposal
from contributions.settling import settle
from contributions.states import TRANSITIONS, Verb, next_state
from moderation.deciding.services import ask_for_change, join_proposals, refuse_proposal
from moderation.errors import ProposalInConflict
from offers.publishing import publish_one
from tests.contributions.actions.making import accept
from tests.contributions.making import WHY, propose

State = Proposal.State
CLOSED = set(State.values) - set(Proposal.OPEN)

EXPECTED = {
    State.PENDING: {
        Verb.APPLY: State.APPLIED,
        Verb.FIND_DONE: State.ALREADY_DONE,
        Verb.CLASH: State.CONFLICT,
        Verb.ASK_FOR_CHANGE: State.NEEDS_CHANGES,
        Verb.RESUBMIT: State.PENDING,
        Verb.REFUSE: State.REJECTED,
        Verb.WITHDRAW: State.WITHDRAWN,
        Verb.JOIN: State.JOINED,
    },
    State.CONFLICT: {
        Verb.APPLY: State.APPLIED,
        Verb.FIND_DONE: State.ALREADY_DONE,
        Verb.CLASH: State.CONFLICT,
        Verb.FIT_AGAIN: State.PENDING,
        Verb.ASK_FOR_CHANGE: State.NEEDS_CHANGES,
        Verb.RESUBMIT: State.PENDING,
        Verb.REFUSE: State.REJECTED,
        Verb.WITHDRAW: State.WITHDRAWN,
        Verb.JOIN: State.JOINED,
    },
    State.NEEDS_CHANGES: {
        Verb.APPLY: State.APPLIED,
        Verb.FIND_DONE: State.ALREADY_DONE,
        Verb.CLASH: State.CONFLICT,
        Verb.RESUBMIT: State.PENDING,
        Verb.REFUSE: State.REJECTED,
        Verb.WITHDRAW: State.WITHDRAWN,
        Verb.JOIN: State.JOINED,
        Verb.EXPIRE: State.EXPIRED,
    },
}


@pytest.mark.parametrize(("state", "verb"), list(product(State.values, Verb)))
def test_each_verb_in_each_state(state, verb) -> None:
    if state in CLOSED:
        with pytest.raises(ClosedProposal):
            next_state(state, verb)
    elif verb not in EXPECTED[state]:
        with pytest.raises(NotNow):
            next_state(state, verb)
    else:
        assert next_state(state, verb) == EXPECTED[state][verb]


def test_every_state_but_the_first_is_reached() -> None:
    reached = {state for steps in TRANSITIONS.values() for state in steps.values()}
    assert reached == set(State.values)


def _accept(proposal: Proposal, cast: Any) -> None:
    accept(proposal, cast.animator)


def _refuse(proposal: Proposal, cast: Any) -> None:
    refuse_proposal(
        proposal=proposal, moderator=cast.animator, version=proposal.version, reason="outdated"
    )


def _ask(proposal: Proposal, cast: Any) -> None:
    ask_for_change(
        proposal=proposal, moderator=cast.animator, version=proposal.version, message="Précisez."
    )


def _resubmit(proposal: Proposal, cast: Any) -> None:
    resubmit(
        proposal=proposal,
        author=cast.outsider,
        version=proposal.version,
        changes={"title": "Voitures pour travailler"},
        summary=WHY,
    )


def _withdraw(proposal: Proposal, cast: Any) -> None:
    withdraw_proposal(proposal=proposal, author=cast.outsider)


def _expire(proposal: Proposal, cast: Any) -> None:
    expire_proposal(proposal=proposal, version=proposal.version, at=timezone.now())


def _join(proposal: Proposal, cast: Any) -> None:
    stays = propose(proposal.offer, cast.member, title="Des voitures à louer")
    join_proposals(proposal=proposal, into=stays, moderator=cast.animator, version=proposal.version)


ACTS = {
    Verb.APPLY: _accept,
    Verb.REFUSE: _refuse,
    Verb.ASK_FOR_CHANGE: _ask,
    Verb.RESUBMIT: _resubmit,
    Verb.WITHDRAW: _withdraw,
    Verb.EXPIRE: _expire,
    Verb.JOIN: _join,
}


def _in_state(state: str, offer: Any, cast: Any) -> Proposal:
    proposal = propose(offer, cast.outsider, title="Voitures à louer")
    if state == State.CONFLICT:
        publish_one(offer=offer, fields={"title": "Un autre titre"}, author=cast.publisher)
        settle(proposal.pk)
    elif state != State.PENDING:
        proposal.state = state
        proposal.decided_at = timezone.now() if state in CLOSED else None
        if state == State.JOINED:
            proposal.joined_to = propose(offer, cast.member, title="Autos à louer")
        proposal.save()
    proposal.refresh_from_db()
    assert proposal.state == state
    return proposal


@pytest.mark.parametrize(("state", "verb"), list(product(State.values, ACTS)))
def test_each_act_in_each_state(offer, cast, state, verb) -> None:
    """As the services do it: what the table refuses changes nothing."""
    proposal = _in_state(state, offer, cast)
    before = Proposal.objects.values().get(pk=proposal.pk)
    leads_to = EXPECTED.get(state, {}).get(verb)
    if verb == Verb.APPLY and state == State.CONFLICT:
        with pytest.raises(ProposalInConflict):
            _accept(proposal, cast)
        leads_to = State.CONFLICT
    elif leads_to is None:
        with pytest.raises((ClosedProposal, NotNow, PermissionDenied)):
            ACTS[verb](proposal, cast)
    else:
        ACTS[verb](proposal, cast)
    after = Proposal.objects.values().get(pk=proposal.pk)
    assert after["state"] == (leads_to or state)
    if leads_to is None:
        assert after == before
