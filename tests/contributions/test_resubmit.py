"""An author says it otherwise: the next version, read anew."""

import pytest
from django.core.exceptions import PermissionDenied

from contributions.errors import ClosedProposal, NoChange, StaleVersion, TwinProposal
from contributions.models import Proposal
from contributions.previews import preview
from contributions.services import resubmit, withdraw_proposal
from journal import outbox
from journal.models import AuditEvent
from moderation.deciding.services import SeenVersion, accept_proposal, ask_for_change
from notifications.models import Notice
from offers.publishing import publish_one
from offers.validation import InvalidFields
from tests.contributions.actions.making import accept, ask_of, now
from tests.contributions.making import WHY, propose


@pytest.fixture
def proposal(offer, cast) -> Proposal:
    return propose(offer, cast.outsider, title="Voitures à louer")


def again(proposal: Proposal, author, *, version: int = 1, summary: str = WHY, **changes):
    return resubmit(
        proposal=proposal,
        author=author,
        version=version,
        changes=changes or {"title": "Voitures pour travailler"},
        summary=summary,
    )


def test_the_next_version_waits_again_and_the_first_stays_as_it_was(offer, cast, proposal) -> None:
    ask_for_change(proposal=proposal, moderator=cast.animator, version=1, message="Plus court.")
    publish_one(offer=offer, fields={"fee_detail": "8 €"}, author=cast.publisher)
    said = again(proposal, cast.outsider, summary="Plus court, comme demandé.")
    assert (said.pk, said.version, said.state) == (proposal.pk, 2, Proposal.State.PENDING)
    assert said.base_snapshot["fee_detail"] == "8 €"
    first, second = said.versions.order_by("number")
    assert (first.changes, first.summary) == ({"title": "Voitures à louer"}, WHY)
    assert first.base_snapshot["fee_detail"] == "5 € par jour"
    assert second.changes == {"title": "Voitures pour travailler"}
    assert said.decisions.get().proposal_version == 1
    assert AuditEvent.objects.filter(action="proposal.resubmitted").count() == 1
    outbox.drain()
    told = Notice.objects.filter(kind="proposal_to_review", recipient=cast.animator)
    assert [notice.key.split(":")[2] for notice in told] == ["2"]
    accept(said, cast.animator)
    assert now(offer).title == "Voitures pour travailler"


def test_supports_are_of_the_version_that_was_supported(offer, cast, proposal) -> None:
    propose(offer, cast.member, title="Voitures à louer")
    said = again(proposal, cast.outsider)
    support = said.supports.get()
    assert (support.proposal_version, said.version) == (1, 2)
    propose(offer, cast.member, title="Voitures pour travailler")
    support.refresh_from_db()
    assert support.proposal_version == 2


def test_who_read_the_first_version_must_read_the_second(offer, cast, proposal) -> None:
    shown = SeenVersion(1, preview(proposal).preview_hash)
    again(proposal, cast.outsider)
    with pytest.raises(StaleVersion):
        accept_proposal(proposal=proposal, moderator=cast.animator, seen=shown)


def test_an_older_form_is_stale(cast, proposal) -> None:
    again(proposal, cast.outsider)
    with pytest.raises(StaleVersion):
        again(proposal, cast.outsider, title="Encore autre chose")
    proposal.refresh_from_db()
    assert proposal.version == 2


@pytest.mark.parametrize("who", ["member", "animator", "publisher"])
def test_only_its_author_says_it_otherwise(cast, proposal, who) -> None:
    with pytest.raises(PermissionDenied):
        again(proposal, getattr(cast, who))


def test_what_is_closed_is_not_said_otherwise(cast, proposal) -> None:
    withdraw_proposal(proposal=proposal, author=cast.outsider)
    with pytest.raises(ClosedProposal):
        again(proposal, cast.outsider)


@pytest.mark.parametrize("name", ["owner", "live", "slug", "structure"])
def test_bad_fields_leave_the_version_that_waits(cast, proposal, name) -> None:
    with pytest.raises(InvalidFields):
        again(proposal, cast.outsider, **{name: "1"})
    with pytest.raises(NoChange):
        again(proposal, cast.outsider, title="Location de voitures à petit prix")
    with pytest.raises(InvalidFields):
        again(proposal, cast.outsider, summary="court")
    proposal.refresh_from_db()
    assert (proposal.version, proposal.changes) == (1, {"title": "Voitures à louer"})
    assert proposal.versions.count() == 1


def test_the_same_as_another_of_ones_own_is_a_twin(offer, cast, proposal) -> None:
    propose(offer, cast.outsider, fee_detail="7 €")
    with pytest.raises(TwinProposal):
        again(proposal, cast.outsider, fee_detail="7 €")


def test_an_act_on_the_page_is_said_otherwise_too(offer, cast) -> None:
    moving = ask_of(offer, cast.outsider, "move", home_territory="fr:department:69")
    said = again(moving, cast.outsider, home_territory="fr")
    assert said.changes == {"home_territory": "fr"}
