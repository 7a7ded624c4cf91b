"""Trust: earned by what stands, lost by what does not, never earned again after a fall."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from contributions.direct.services import publish_own_edit
from contributions.history.kinds import kept_in
from contributions.history.plans import Verb
from contributions.history.services import revert
from contributions.models import DirectPublication, Proposal
from contributions.previews import preview
from journal.models import AuditEvent
from moderation.deciding.services import SeenVersion, accept_proposal
from moderation.errors import Refused
from moderation.models import Decision, Reversal, Trust
from moderation.patrolling import mark_read, to_read_by
from moderation.trust.jobs import count_lately
from moderation.trust.rights import rights_of, rules
from moderation.trust.services import recount, set_trust
from notifications.models import Notice
from offers.models import OfferPage
from tests.cast import Cast
from tests.contributions.making import ask, propose

NEW, CONFIRMED, TRUSTED = Trust.Level.NEW, Trust.Level.CONFIRMED, Trust.Level.TRUSTED
YEAR = timedelta(days=365)


@pytest.fixture
def known(cast: Cast) -> Any:
    """Somebody with an account for a year."""
    cast.outsider.date_joined = timezone.now() - YEAR
    cast.outsider.save(update_fields=["date_joined"])
    return cast.outsider


def decided(offer: OfferPage, author: Any, state: str, number: int) -> None:
    """Proposals as they stand once decided."""
    made = [
        Proposal(
            target_kind="offer",
            offer=offer,
            author=author,
            author_label=author.display_name,
            territory=offer.home_territory,
            base_snapshot={},
            base_hash="",
            changes={},
            summary="—",
            dedupe_hash=f"{state}{one}",
            state=state,
            decided_at=timezone.now(),
        )
        for one in range(number)
    ]
    Proposal.objects.bulk_create(made)


def level(offer: OfferPage, user: Any) -> int:
    trust = recount(user=user, territory=offer.home_territory)
    return NEW if trust is None else trust.level


def accept(proposal: Proposal, by: Any) -> None:
    seen = SeenVersion(proposal.version, preview(proposal).preview_hash)
    accept_proposal(proposal=proposal, moderator=by, seen=seen)


@pytest.mark.parametrize(
    ("accepted", "refused", "expected"),
    [
        (0, 0, NEW),
        (2, 0, NEW),
        (3, 0, CONFIRMED),
        (19, 0, CONFIRMED),
        (20, 0, TRUSTED),
        (20, 2, TRUSTED),
        (20, 3, CONFIRMED),
        (0, 9, NEW),
    ],
)
def test_what_stands_lifts(
    known: Any, offer: OfferPage, accepted: int, refused: int, expected: int
) -> None:
    decided(offer, known, "applied", accepted)
    decided(offer, known, "rejected", refused)
    assert level(offer, known) == expected


def test_a_new_account_waits_a_week(cast: Cast, offer: OfferPage) -> None:
    decided(offer, cast.outsider, "applied", 3)
    assert level(offer, cast.outsider) == NEW
    at = timezone.now() + timedelta(days=7, minutes=1)
    trust = recount(user=cast.outsider, territory=offer.home_territory, at=at)
    assert trust is not None
    assert trust.level == CONFIRMED


def test_trust_is_of_one_territory(known: Any, cast: Cast, offer: OfferPage) -> None:
    decided(offer, known, "applied", 20)
    assert level(offer, known) == TRUSTED
    elsewhere = cast.other_structure.home_territory
    assert recount(user=known, territory=elsewhere) is None


def test_who_fell_is_not_lifted_again_by_the_counts(known: Any, offer: OfferPage) -> None:
    decided(offer, known, "applied", 20)
    assert level(offer, known) == TRUSTED
    decided(offer, known, "rejected", 12)
    assert level(offer, known) == CONFIRMED
    Proposal.objects.filter(state="rejected").update(state="withdrawn")
    assert level(offer, known) == CONFIRMED
    trust = Trust.objects.get()
    assert trust.has_fallen
    assert [change.why for change in trust.changes.all()] == ["lost", "earned"]


def test_one_step_for_one_bad_spell(known: Any, offer: OfferPage) -> None:
    decided(offer, known, "applied", 20)
    level(offer, known)
    decided(offer, known, "rejected", 20)
    assert [level(offer, known) for _ in range(3)] == [CONFIRMED] * 3


def test_an_administrator_gives_another_chance(known: Any, cast: Cast, offer: OfferPage) -> None:
    decided(offer, known, "applied", 20)
    level(offer, known)
    decided(offer, known, "rejected", 12)
    level(offer, known)
    said = {"user": known, "territory": offer.home_territory}
    set_trust(**said, level=TRUSTED, by=cast.administrator, message="Vu ensemble.")
    assert level(offer, known) == TRUSTED
    assert Trust.objects.get().changes.first().by == cast.administrator
    set_trust(**said, level=NEW, by=cast.administrator, message="Comptes liés.")
    assert level(offer, known) == NEW


@pytest.mark.parametrize("who", ["outsider", "publisher", "animator", "other_animator"])
def test_only_administrators_decide_by_hand(cast: Cast, offer: OfferPage, who: str) -> None:
    with pytest.raises(PermissionDenied):
        set_trust(
            user=cast.member,
            territory=offer.home_territory,
            level=TRUSTED,
            by=getattr(cast, who),
            message="Parce que.",
        )
    assert not Trust.objects.exists()


@pytest.mark.parametrize("said", [{"level": 3}, {"message": " "}, {"message": "x" * 501}])
def test_what_does_not_stand_is_refused(cast: Cast, offer: OfferPage, said: Any) -> None:
    said = {"level": TRUSTED, "message": "Vu ensemble.", **said}
    with pytest.raises(Refused):
        set_trust(user=cast.member, territory=offer.home_territory, by=cast.administrator, **said)
    assert not Trust.objects.exists()


def test_nobody_gives_themselves_trust(cast: Cast, offer: OfferPage) -> None:
    with pytest.raises(PermissionDenied):
        set_trust(
            user=cast.administrator,
            territory=offer.home_territory,
            level=TRUSTED,
            by=cast.administrator,
            message="Moi.",
        )


def test_each_step_is_told_and_recorded(known: Any, offer: OfferPage) -> None:
    decided(offer, known, "applied", 3)
    level(offer, known)
    level(offer, known)
    assert Notice.objects.get(recipient=known).kind == "trust_raised"
    event = AuditEvent.objects.get(action="trust.raised")
    assert event.territory_path == offer.home_territory.path
    assert event.data == {"from": 0, "to": 1, "why": "earned"}


def test_the_clock_counts_what_was_decided_lately(known: Any, cast: Cast, offer: OfferPage) -> None:
    for number in range(3):
        accept(propose(offer, known, fee_detail=f"{number} €"), cast.animator)
    assert not Trust.objects.exists()
    count_lately(timezone.now())
    assert Trust.objects.get(user=known).level == CONFIRMED
    Decision.objects.update(at=timezone.now() - YEAR)
    Trust.objects.all().delete()
    count_lately(timezone.now())
    assert not Trust.objects.exists()


def small_edit(offer: OfferPage, author: Any, what: str = "Permis") -> Any:
    return publish_own_edit(
        author=author,
        target_kind="offer",
        target=offer,
        changes={"documents": [what]},
        summary="Un document de plus à apporter.",
    )


@pytest.mark.parametrize(("trust", "is_live"), [(NEW, False), (CONFIRMED, False), (TRUSTED, True)])
def test_small_changes_of_the_trusted_go_live_and_are_read_afterwards(
    cast: Cast, offer: OfferPage, trust: int, is_live: bool
) -> None:
    Trust.objects.create(user=cast.outsider, territory=offer.home_territory, level=trust)
    sent = small_edit(offer, cast.outsider)
    assert (sent.published is not None) == is_live
    assert list(to_read_by(cast.animator)) == ([sent.published] if is_live else [])
    medium = publish_own_edit(
        author=cast.outsider,
        target_kind="offer",
        target=offer,
        changes={"fee_detail": "9 €"},
        summary="Le tarif a changé en janvier.",
    )
    assert medium.published is None


def test_what_was_read_counts_and_what_was_not_does_not(cast: Cast, offer: OfferPage) -> None:
    Trust.objects.create(user=cast.outsider, territory=offer.home_territory, level=TRUSTED)
    publication = small_edit(offer, cast.outsider).published
    recount(user=cast.outsider, territory=offer.home_territory)
    assert Trust.objects.get().accepted == 0
    mark_read(publication=publication, by=cast.animator)
    count_lately(timezone.now())
    assert Trust.objects.get().accepted == 1


def undo(offer: OfferPage, number: int, by: Any) -> int | None:
    kept = kept_in("offres")
    seen = kept.log.latest(offer)
    assert seen is not None
    summary = "Ce n'est pas ce que dit la structure."
    return revert(
        kept=kept, target=offer, verb=Verb.UNDO, number=number, seen=seen, by=by, summary=summary
    ).version


def test_what_somebody_else_takes_back_counts_against_its_author_at_once(
    cast: Cast, offer: OfferPage
) -> None:
    Trust.objects.create(user=cast.outsider, territory=offer.home_territory, level=TRUSTED)
    for number in range(3):
        publication = small_edit(offer, cast.outsider, f"Permis {'ABC'[number]}").published
        undo(OfferPage.objects.get(pk=offer.pk), publication.revision_id, cast.animator)
    trust = Trust.objects.get()
    assert (trust.reverted, trust.level) == (3, CONFIRMED)
    assert DirectPublication.objects.filter(reversal=None).count() == 0


def test_taking_it_back_oneself_costs_nothing(cast: Cast, offer: OfferPage) -> None:
    proposal = propose(offer, cast.animator)
    accept(proposal, cast.administrator)
    proposal.refresh_from_db()
    undo(OfferPage.objects.get(pk=offer.pk), proposal.applied_revision_id, cast.animator)
    assert not Reversal.objects.exists()


def test_who_takes_the_taking_back_back_gives_it_back(cast: Cast, offer: OfferPage) -> None:
    proposal = propose(offer, cast.outsider)
    accept(proposal, cast.animator)
    proposal.refresh_from_db()
    made = undo(OfferPage.objects.get(pk=offer.pk), proposal.applied_revision_id, cast.animator)
    assert Reversal.objects.get().proposal == proposal
    assert Trust.objects.get().reverted == 1
    undo(OfferPage.objects.get(pk=offer.pk), made or 0, cast.administrator)
    assert not Reversal.objects.exists()
    assert Trust.objects.get().accepted == 1


def test_what_was_given_back_is_not_taken_again_when_the_row_is_written(
    cast: Cast, offer: OfferPage
) -> None:
    """Text was taken out of a proposal that had taken another one back."""
    before = offer.fee_detail
    first = propose(offer, cast.outsider)
    accept(first, cast.animator)
    first.refresh_from_db()
    page = OfferPage.objects.get(pk=offer.pk)
    changes = {"fee_detail": before, "revision": first.applied_revision_id}
    second = ask(author=cast.member, target=page, action="revert", changes=changes)
    accept(second, cast.animator)
    second.refresh_from_db()
    assert Reversal.objects.get().proposal == first
    undo(OfferPage.objects.get(pk=offer.pk), second.applied_revision_id, cast.administrator)
    second.save(update_fields=["dedupe_hash"])
    assert not Reversal.objects.filter(proposal=first).exists()


def test_the_rights_are_those_of_the_table() -> None:
    assert [rights_of(one).proposals for one in Trust.Level.values] == [5, 30, 0]
    assert [rights_of(one).publishes for one in Trust.Level.values] == [0, 0, 1]
    assert set(rules().earned) == set(rules().lost) == {1, 2}
