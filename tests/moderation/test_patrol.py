"""What was published directly: who reads it afterwards, and what reading it changes."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from contributions.direct.services import publish_own_edit
from contributions.models import DirectPublication
from journal.models import AuditEvent
from moderation.patrolling import can_mark_read, mark_read, to_read_by
from offers.models import OfferPage, Structure
from offers.moving import move_territory
from offers.services import add_member
from tests.cast import Cast
from tests.factories import make_offer

LIST = "moderation:direct"


def edit(target: Any, author: Any, **changes: Any) -> DirectPublication:
    kind = "offer" if isinstance(target, OfferPage) else "structure"
    sent = publish_own_edit(
        author=author,
        target_kind=kind,
        target=target,
        changes=changes,
        summary="Nous avons changé cela.",
    )
    assert sent.published is not None
    return sent.published


@pytest.fixture
def publication(offer: OfferPage, cast: Cast) -> DirectPublication:
    return edit(offer, cast.publisher, fee_detail="9 € par jour")


@pytest.fixture
def animator(client: Any, cast: Cast) -> Any:
    client.force_login(cast.animator)
    return client


def read(publication: DirectPublication) -> str:
    return reverse("moderation:direct-read", args=[publication.uuid])


def test_pages_and_structures_are_listed_the_riskiest_first(
    animator: Any, cast: Cast, offer: OfferPage
) -> None:
    low = edit(offer, cast.publisher, documents=["Permis"])
    medium = edit(cast.structure, cast.publisher, phone="+33536490099")
    page = animator.get(reverse(LIST))
    assert [line["publication"] for line in page.context["lines"]] == [medium, low]
    text = page.content.decode()
    assert offer.public.get_absolute_url() in text
    assert cast.structure.get_absolute_url() in text


def test_the_change_itself_can_be_opened(
    animator: Any, cast: Cast, publication: DirectPublication
) -> None:
    edit(cast.structure, cast.publisher, phone="+33536490099")
    lines = animator.get(reverse(LIST)).context["lines"]
    assert [animator.get(line["change_url"]).status_code for line in lines] == [200, 200]


def test_each_sees_what_their_territories_answer_for(
    cast: Cast, publication: DirectPublication
) -> None:
    assert list(to_read_by(cast.animator)) == [publication]
    assert list(to_read_by(cast.administrator)) == [publication]
    for who in (cast.other_animator, cast.outsider, cast.publisher):
        assert list(to_read_by(who)) == []


def test_reading_is_said_once_by_the_first(
    animator: Any, cast: Cast, publication: DirectPublication
) -> None:
    assert animator.get(read(publication)).status_code == 405
    assert animator.post(read(publication)).url == reverse(LIST)
    mark_read(publication=publication, by=cast.administrator)
    publication.refresh_from_db()
    assert publication.patrolled_by == cast.animator
    assert AuditEvent.objects.filter(action="direct.read").count() == 1
    assert animator.get(reverse(LIST)).context["lines"] == []


@pytest.mark.parametrize("who", ["other_animator", "outsider", "publisher"])
def test_others_do_not_even_learn_that_it_exists(
    client: Any, cast: Cast, publication: DirectPublication, who: str
) -> None:
    client.force_login(getattr(cast, who))
    assert client.post(read(publication)).status_code == 404
    publication.refresh_from_db()
    assert publication.patrolled_at is None


def test_a_visitor_signs_in_and_whoever_animates_nothing_is_told_so(
    client: Any, cast: Cast, publication: DirectPublication
) -> None:
    assert client.get(reverse(LIST)).status_code == 302
    assert client.post(read(publication)).status_code == 302
    client.force_login(cast.outsider)
    assert client.get(reverse(LIST)).status_code == 403


def test_nobody_reads_their_own_nor_that_of_their_structure(
    animator: Any, cast: Cast, offer: OfferPage, publication: DirectPublication
) -> None:
    add_member(structure=cast.structure, user=cast.animator)
    own = edit(cast.structure, cast.animator, phone="+33536490099")
    assert list(to_read_by(cast.animator)) == []
    assert animator.post(read(publication)).status_code == 403
    for one in (own, publication):
        assert can_mark_read(cast.animator, one).reason
        with pytest.raises(PermissionDenied):
            mark_read(publication=one, by=cast.animator)


@pytest.mark.parametrize("size", [1, 12])
def test_the_list_costs_the_same_whatever_its_length(
    animator: Any, cast: Cast, size: int, django_assert_num_queries: Any
) -> None:
    for number in range(size):
        made = make_offer(structure=cast.structure, title=f"Atelier numéro {number}")
        edit(made, cast.publisher, fee_detail=f"{number + 10} € par jour")
        edit(
            Structure.objects.get(pk=cast.structure.pk),
            cast.publisher,
            phone=f"+335364900{number + 10}",
        )
    animator.get(reverse(LIST))
    with django_assert_num_queries(LIST_QUERIES):
        animator.get(reverse(LIST))


LIST_QUERIES = 10


def test_who_answers_for_the_page_now_reads_it(
    cast: Cast, offer: OfferPage, publication: DirectPublication
) -> None:
    """It moved while somebody of its former territory had the list before their eyes."""
    before = DirectPublication.objects.select_related("offer__home_territory").get()
    rhone = cast.other_structure.home_territory
    assert before.offer is not None
    move_territory(target=offer, territory=rhone, author=cast.administrator)
    with pytest.raises(PermissionDenied):
        mark_read(publication=before, by=cast.animator)
    mark_read(publication=before, by=cast.other_animator)
