"""A new offer sent twice at the same moment, on a real PostgreSQL: one page."""

import pytest
from wagtail.models import Revision

from contributions.creating.sending import send_offer
from contributions.direct.creations import publish_own_creation
from contributions.direct.services import Sent
from contributions.drafts.places import Place, new_key
from contributions.drafts.services import save_draft
from contributions.errors import StaleVersion
from contributions.models import DirectPublication, Draft
from offers.models import OfferPage
from offers.services import add_member
from offers.validation import InvalidFields
from tests.at_once import Act, at_once, need_postgresql
from tests.cast import Cast, make_cast
from tests.contributions.creating.filling import PLACE, PROBLEM, SERVICE
from tests.factories import ensure_country, offer_fields

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
TITLE = "Atelier de réparation de vélos"


@pytest.fixture(autouse=True)
def _postgresql_only() -> None:
    need_postgresql()


@pytest.fixture
def cast(_postgresql_only: None, transactional_db: None, words: None) -> Cast:
    ensure_country("fr")
    return make_cast()


@pytest.fixture
def draft(cast: Cast) -> Draft:
    said = {**PROBLEM, **SERVICE, **PLACE, "title": TITLE, "structure": cast.structure.public_id}
    return save_draft(
        place=Place.of_creation("offer", new_key(), cast.publisher),
        payload={
            name: value if isinstance(value, list) else [value] for name, value in said.items()
        },
        seq=1,
    )


def test_one_draft_sent_eight_times_at_once_is_one_page(cast: Cast, draft: Draft) -> None:
    sending: Act = lambda: send_offer(draft=draft, author=cast.publisher)  # noqa: E731
    results = at_once(*[sending] * 8)
    row = DirectPublication.objects.get()
    assert set(results) == {row.uuid}
    offer = OfferPage.objects.get(title=TITLE)
    assert Revision.objects.for_instance(offer).count() == 1


def test_the_same_offer_by_two_who_keep_the_structure_is_one_page(cast: Cast) -> None:
    add_member(structure=cast.structure, user=cast.outsider)
    changes = {**offer_fields(title=TITLE, engage_worker=[]), "structure": cast.structure.public_id}

    def creating(author: object) -> Act:
        return lambda: publish_own_creation(
            author=author, changes=changes, summary="Un atelier de plus."
        )

    authors = [cast.publisher, cast.outsider] * 3
    results = at_once(*map(creating, authors), expected=(InvalidFields, StaleVersion))
    assert sum(isinstance(result, Sent) for result in results) == 1
    assert OfferPage.objects.filter(title=TITLE).count() == 1
    assert DirectPublication.objects.count() == 1
