"""MediaWiki's own cases (EditPageTest, UndoIntegrationTest), through proposals and acceptance."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from contributions.errors import MovedMeanwhile, NoChange, TwinProposal
from contributions.merge import merge_fields
from contributions.models import Proposal
from contributions.previews import preview
from offers.models import OfferPage
from offers.publishing import archive_offer, publish_one
from offers.snapshots import snapshot
from tests.contributions.actions.making import accept, now
from tests.contributions.making import ask, propose

BASE = "<p>one</p><p>two</p><p>three</p>"
FIRST = "<p>ONE</p><p>two</p><p>three</p>"
CLASH = "<p>(one)</p><p>two</p><p>three</p>"
LAST = "<p>one</p><p>two</p><p>THREE</p>"
WRITERS = ("outsider", "member", "publisher")


@pytest.fixture
def page(offer, cast) -> OfferPage:
    publish_one(offer=offer, fields={"what": BASE}, author=cast.publisher)
    return now(offer)


def snapshot_of(page: OfferPage) -> dict[str, Any]:
    return snapshot(now(page))


@pytest.mark.parametrize("base_by", WRITERS)
@pytest.mark.parametrize("first_by", WRITERS)
@pytest.mark.parametrize("second_by", WRITERS)
def test_auto_merge_whoever_wrote_the_base(offer, cast, base_by, first_by, second_by) -> None:
    """provideAutoMerge: who the authors are makes no difference."""
    publish_one(offer=offer, fields={"what": BASE}, author=getattr(cast, base_by))
    adam = propose(now(offer), getattr(cast, first_by), what=FIRST)
    berta = propose(now(offer), getattr(cast, second_by), what=LAST)
    clash = propose(now(offer), getattr(cast, second_by), what=CLASH)
    accept(adam, cast.animator)
    accept(berta, cast.animator)
    assert now(offer).what == "<p>ONE</p><p>two</p><p>THREE</p>"
    assert [one.theirs for one in preview(clash).conflicts] == ["<p>ONE</p>"]
    assert now(offer).what == "<p>ONE</p><p>two</p><p>THREE</p>"


@pytest.mark.parametrize("second_by", WRITERS)
def test_an_older_page_is_a_conflict_even_for_oneself_in_two_tabs(page, cast, second_by) -> None:
    """provideConflictDetection."""
    seen = snapshot_of(page)
    publish_one(offer=page, fields={"what": FIRST}, author=getattr(cast, second_by))
    with pytest.raises(MovedMeanwhile):
        ask(
            author=getattr(cast, second_by),
            target=page,
            changes={"what": CLASH},
            base=seen,
        )


@pytest.mark.parametrize("base", [None, {}, {"what": BASE}, {"what": ""}])
def test_a_page_seen_in_part_is_no_crash(page, cast, base) -> None:
    """testFalseyEditRevId: a base that says little is that of the page as it is now."""
    said = {"author": cast.outsider, "target": page, "changes": {"what": FIRST}, "base": base}
    if base == {"what": ""}:
        with pytest.raises(MovedMeanwhile):
            ask(**said)
    else:
        assert ask(**said).changes == {"what": FIRST}


def test_no_conflict_on_the_page_as_it_is(page, cast) -> None:
    said = {"author": cast.outsider, "target": page, "base": snapshot_of(page)}
    assert ask(**said, changes={"what": CLASH}).state == Proposal.State.PENDING


def test_a_page_gone_meanwhile_is_said(page, cast) -> None:
    """testUpdateDeletedPage: edit-gone-missing."""
    archive_offer(offer=page, actor=cast.animator)
    with pytest.raises(PermissionDenied):
        propose(page, cast.outsider, what=FIRST)


def test_the_same_sent_twice_is_kept_once(page, cast) -> None:
    propose(page, cast.outsider, what=FIRST)
    with pytest.raises(TwinProposal):
        propose(page, cast.outsider, what=FIRST)


def undo(page: OfferPage, cast: Any, was: str, became: str) -> Proposal:
    """What undoing says: the page without that change, later ones kept."""
    live = snapshot_of(page)["what"]
    merged = merge_fields({"what": became}, {"what": was}, {"what": live}, {"what": "rich_text"})
    revision = now(page).live_revision_id
    return ask(
        author=cast.outsider,
        target=now(page),
        action="revert",
        changes={"what": merged.merged["what"], "revision": revision},
    )


def test_undo_of_an_intermediate_change_keeps_what_came_later(page, cast) -> None:
    """UndoIntegrationTest."""
    publish_one(offer=page, fields={"what": FIRST}, author=cast.publisher)
    later = "<p>ONE</p><p>two</p><p>three more content</p>"
    publish_one(offer=page, fields={"what": later}, author=cast.publisher)
    accept(undo(page, cast, BASE, FIRST), cast.animator)
    assert now(page).what == "<p>one</p><p>two</p><p>three more content</p>"


def test_undo_of_several_changes_at_once(page, cast) -> None:
    publish_one(offer=page, fields={"what": FIRST}, author=cast.publisher)
    both = "<p>ONE</p><p>two</p><p>THREE</p>"
    publish_one(offer=page, fields={"what": both}, author=cast.publisher)
    accept(undo(page, cast, BASE, both), cast.animator)
    assert now(page).what == BASE


def test_undo_of_what_was_changed_again_changes_nothing(page, cast) -> None:
    publish_one(offer=page, fields={"what": FIRST}, author=cast.publisher)
    publish_one(offer=page, fields={"what": CLASH}, author=cast.publisher)
    with pytest.raises(NoChange):
        undo(page, cast, BASE, FIRST)
