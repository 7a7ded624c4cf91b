"""What someone types is kept for them alone, in the order they typed it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.privacy import erase_account, export_account
from contributions.drafts.errors import DraftTooLong, NewerDraft
from contributions.drafts.jobs import purge
from contributions.drafts.places import Place, new_key
from contributions.drafts.presence import who_else_writes
from contributions.drafts.services import (
    KEPT_FOR,
    LONGEST,
    adopt_draft,
    drop_draft,
    find_draft,
    save_draft,
)
from contributions.models import Draft
from journal.models import AuditEvent

NOW = datetime(2026, 11, 26, 14, 32, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def place(cast) -> Place:
    return Place.of_change(cast.outsider, "offer", 12)


def save(place: Place, title: str = "Voitures", seq: int = 1, **said: Any) -> Draft:
    return save_draft(place=place, payload={"title": [title]}, seq=seq, **said)


def typed(place: Place, **said: Any) -> str:
    draft = find_draft(place, **said)
    return draft.payload["title"][0] if draft and draft.payload else ""


def test_what_was_typed_is_found_again(place) -> None:
    save_draft(place=place, payload={"title": ["  Où\r\n"], "needs": ["a", "b"]}, seq=3, base="x")
    draft = find_draft(place)
    assert draft.payload == {"title": ["  Où\r\n"], "needs": ["a", "b"]}
    assert (draft.seq, draft.base) == (3, "x")


def test_a_later_text_takes_the_place_of_an_earlier_one(place) -> None:
    save(place, "Un", 1)
    save(place, "Deux", 2)
    assert typed(place) == "Deux"
    assert Draft.objects.count() == 1


@pytest.mark.parametrize("seq", [4, 5])
def test_an_older_or_equal_text_never_wins(place, seq) -> None:
    save(place, "Cinq", 5)
    with pytest.raises(NewerDraft) as refusal:
        save(place, "Quatre", seq)
    assert refusal.value.kept.seq == 5
    assert typed(place) == "Cinq"


def test_a_draft_is_found_by_its_owner_only(place, cast) -> None:
    save(place)
    assert find_draft(Place.of_change(cast.member, "offer", 12)) is None
    assert find_draft(Place.of_change(cast.outsider, "offer", 13)) is None
    assert find_draft(Place.of_change(cast.outsider, "structure", 12)) is None


def test_a_draft_lasts_thirty_days_after_its_last_change(place) -> None:
    save(place, at=NOW)
    save(place, "Deux", 2, at=NOW + timedelta(days=20))
    assert typed(place, at=NOW + timedelta(days=49)) == "Deux"
    assert typed(place, at=NOW + timedelta(days=20) + KEPT_FOR) == ""


def test_the_clock_deletes_what_has_expired_and_nothing_else(place, cast) -> None:
    save(place, at=NOW)
    kept = Place.of_change(cast.member, "offer", 12)
    save(kept, at=NOW + timedelta(days=1))
    purge(NOW + KEPT_FOR)
    assert Draft.objects.get().owner == cast.member


def test_an_expired_draft_gives_way_to_any_text(place) -> None:
    save(place, "Vieux", 9, at=NOW)
    save(place, "Neuf", 1, at=NOW + KEPT_FOR)
    assert typed(place, at=NOW + KEPT_FOR) == "Neuf"


def test_a_request_on_its_way_does_not_bring_back_what_was_dropped(place) -> None:
    save(place, "Envoyé", 5)
    drop_draft(place=place)
    with pytest.raises(NewerDraft):
        save(place, "Envoyé", 4)
    assert typed(place) == ""
    assert Draft.objects.get().base == ""
    save(place, "Nouveau", 6)
    assert typed(place) == "Nouveau"


def test_dropping_what_is_not_there_does_nothing(place) -> None:
    drop_draft(place=place)
    assert not Draft.objects.exists()


def test_more_text_than_a_page_holds_is_refused(place) -> None:
    save(place, "Court", 1)
    with pytest.raises(DraftTooLong):
        save(place, "x" * LONGEST, 2)
    assert typed(place) == "Court"


def test_a_character_that_no_database_keeps_is_left_out(place) -> None:
    save(place, "Voi\0tures")
    assert typed(place) == "Voitures"


def test_nothing_of_a_draft_is_audited(place) -> None:
    before = AuditEvent.objects.count()
    save(place)
    drop_draft(place=place)
    assert AuditEvent.objects.count() == before


def test_a_creation_is_found_by_its_key_alone(cast) -> None:
    key = new_key()
    save(Place.of_creation("offer", key), "Une offre")
    assert typed(Place.of_creation("offer", key)) == "Une offre"
    assert find_draft(Place.of_creation("offer", new_key())) is None
    assert find_draft(Place.of_creation("structure", key)) is None
    assert key not in str(Draft.objects.values().get())


def test_a_creation_that_was_adopted_opens_to_its_owner_only(cast) -> None:
    key = new_key()
    save(Place.of_creation("offer", key), "Une offre")
    adopt_draft(place=Place.of_creation("offer", key), owner=cast.outsider)
    assert typed(Place.of_creation("offer", key, cast.outsider)) == "Une offre"
    for stranger in (Place.of_creation("offer", key), Place.of_creation("offer", key, cast.member)):
        assert find_draft(stranger) is None
        with pytest.raises(Draft.DoesNotExist):
            save(stranger, "Autre chose", 2)
        assert adopt_draft(place=stranger, owner=cast.member) is None
    assert Draft.objects.get().owner == cast.outsider


def test_several_creations_are_several_drafts(cast) -> None:
    for name in ("Une", "Deux"):
        save(Place.of_creation("offer", new_key(), cast.outsider), name)
    assert cast.outsider.drafts.count() == 2


def test_others_who_write_are_counted_and_those_who_keep_the_page_named(place, cast) -> None:
    save(place, at=NOW)
    save(Place.of_change(cast.publisher, "offer", 12), at=NOW)
    save(Place.of_change(cast.animator, "offer", 13), at=NOW)

    def seen_by(user: Any, at: datetime = NOW) -> tuple[tuple[str, ...], int]:
        found = who_else_writes("offer", 12, but=user, keeper=cast.structure.pk, at=at)
        return found.names, found.others

    assert seen_by(cast.member) == (("Claire",), 1)
    assert seen_by(cast.publisher) == ((), 1)
    assert seen_by(cast.outsider) == (("Claire",), 0)
    assert seen_by(cast.member, NOW + timedelta(seconds=60)) == ((), 0)


def test_a_writer_who_sent_is_there_no_more(place, cast) -> None:
    save(place)
    drop_draft(place=place)
    assert not who_else_writes("offer", 12, but=cast.member, keeper=None)


def test_drafts_are_exported_and_erased_with_the_account(place, cast) -> None:
    save(place)
    save(Place.of_change(cast.member, "offer", 12), "Autre")
    assert export_account(cast.outsider)["drafts"][0]["typed"] == {"title": ["Voitures"]}
    erase_account(user=cast.outsider, by="self")
    assert Draft.objects.get().owner == cast.member
