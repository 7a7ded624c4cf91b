"""Autosaves that overtake one another, on a real PostgreSQL: the latest text stays."""

import pytest

from contributions.drafts.errors import NewerDraft
from contributions.drafts.places import Place
from contributions.drafts.services import drop_draft, find_draft, save_draft
from contributions.models import Draft
from tests.at_once import Act, at_once, need_postgresql
from tests.cast import make_user

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _postgresql_only() -> None:
    need_postgresql()


@pytest.fixture
def place(_postgresql_only: None, transactional_db: None) -> Place:
    return Place.of_change(make_user("sam@example.org", "Sam"), "offer", 12)


def saving(place: Place, seq: int) -> Act:
    return lambda: save_draft(place=place, payload={"title": [str(seq)]}, seq=seq).seq


def kept(place: Place) -> Draft:
    draft = find_draft(place)
    assert draft is not None
    return draft


def test_the_later_of_two_texts_stays_whichever_comes_first(place: Place) -> None:
    for turn in range(20):
        seqs = (2 * turn + 1, 2 * turn + 2)
        results = at_once(*(saving(place, seq) for seq in seqs), expected=(NewerDraft,))
        assert results[1] == seqs[1]
        assert kept(place).payload == {"title": [str(seqs[1])]}
    assert Draft.objects.count() == 1


def test_of_eight_texts_at_once_the_last_typed_stays(place: Place) -> None:
    at_once(*(saving(place, seq) for seq in range(1, 9)), expected=(NewerDraft,))
    assert (kept(place).seq, kept(place).payload) == (8, {"title": ["8"]})
    assert Draft.objects.count() == 1


def test_a_text_that_comes_with_the_sending_is_not_brought_back(place: Place) -> None:
    for turn in range(10):
        save_draft(place=place, payload={"title": ["à envoyer"]}, seq=10 * turn + 5)
        at_once(
            lambda: drop_draft(place=place), saving(place, 10 * turn + 4), expected=(NewerDraft,)
        )
        assert kept(place).payload == {}
