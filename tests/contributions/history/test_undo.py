"""Undo one change and keep later ones, roll back, restore: at once for those who may."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Revision

from contributions.errors import StaleVersion
from contributions.history.errors import (
    AlreadyThere,
    AlreadyUndone,
    NothingBefore,
    OnlyAuthor,
    OnlyProtected,
    RevertConflict,
    SomeoneOnTop,
    TakenOut,
)
from contributions.history.kinds import kept_in
from contributions.history.plans import NoSuchVersion, Verb, plan_of
from contributions.history.services import revert
from contributions.merge import merge_fields
from contributions.models import RevertNote
from journal.models import AuditEvent
from offers.models import OfferPage, Structure
from offers.models.structures import AddressVisibility
from offers.publishing import archive_offer
from offers.structures import publish_structure
from offers.validation import InvalidFields
from tests.contributions.history.conftest import WHY, change, live, take_back
from tests.factories import SHELTER, make_offer


def first_version(offer: OfferPage) -> int:
    return int(Revision.objects.for_instance(offer).order_by("pk").values_list("pk", flat=True)[0])


def test_an_intermediate_change_is_undone_and_later_ones_stay(cast, offer) -> None:
    number = change(offer, cast.outsider, title="Voitures à louer", fee_detail="6 € par jour")
    change(offer, cast.member, summary="Une voiture dès demain.")
    done = take_back(offer, number, by=cast.animator)
    page = live(offer)
    assert page.title == "Location de voitures à petit prix"
    assert page.fee_detail == "5 € par jour"
    assert page.public.title == page.title
    assert done.version == page.live_revision_id
    event = AuditEvent.objects.get(action="offer.undone")
    assert event.data["of"] == number
    assert sorted(event.data["fields"]) == ["fee_detail", "title"]


def test_later_paragraphs_of_the_same_text_stay(cast, offer) -> None:
    number = change(offer, cast.outsider, what="<p>Un.</p><p>Deux.</p><p>Trois.</p>")
    number = change(offer, cast.outsider, what="<p>UN.</p><p>Deux.</p><p>Trois.</p>")
    change(offer, cast.member, what="<p>UN.</p><p>Deux.</p><p>Trois et quatre.</p>")
    take_back(offer, number, by=cast.animator)
    assert live(offer).what == "<p>Un.</p><p>Deux.</p><p>Trois et quatre.</p>"


def test_what_was_changed_again_is_a_conflict_and_nothing_is_written(cast, offer) -> None:
    number = change(offer, cast.outsider, title="Voitures à louer", fee_detail="6 € par jour")
    change(offer, cast.member, title="Autos à louer")
    events = AuditEvent.objects.count()
    with pytest.raises(RevertConflict) as refused:
        take_back(offer, number, by=cast.animator)
    assert [one.path for one in refused.value.conflicts] == ["title"]
    assert live(offer).fee_detail == "6 € par jour"
    assert AuditEvent.objects.count() == events


def test_undoing_an_undo_brings_the_change_back(cast, offer) -> None:
    number = change(offer, cast.outsider, title="Voitures à louer")
    undone = take_back(offer, number, by=cast.animator).version
    take_back(offer, undone, by=cast.animator)
    assert live(offer).title == "Voitures à louer"


def test_twice_is_already_undone(cast, offer) -> None:
    number = change(offer, cast.outsider, title="Voitures à louer")
    take_back(offer, number, by=cast.animator)
    with pytest.raises(AlreadyUndone):
        take_back(offer, number, by=cast.animator)


def test_nothing_stands_before_the_first_version(cast, offer) -> None:
    with pytest.raises(NothingBefore):
        take_back(offer, first_version(offer), by=cast.animator)


def test_a_version_of_another_page_or_of_none_is_unknown(cast, offer) -> None:
    other = make_offer(structure=cast.structure, title="Une autre offre")
    for number in (first_version(other), 0, 10**14):
        with pytest.raises(NoSuchVersion):
            take_back(offer, number, by=cast.animator)


def test_a_page_that_moved_since_it_was_read_stays_as_it_is(cast, offer, kept) -> None:
    number = change(offer, cast.outsider, title="Voitures à louer")
    change(offer, cast.member, fee_detail="7 € par jour")
    with pytest.raises(StaleVersion):
        revert(
            kept=kept,
            target=kept.kind.find(offer.public_id),
            verb=Verb.UNDO,
            number=number,
            seen=number,
            by=cast.animator,
            summary=WHY,
        )
    assert live(offer).title == "Voitures à louer"


def test_a_reason_is_asked_for(cast, offer, kept) -> None:
    number = change(offer, cast.outsider, title="Voitures à louer")
    with pytest.raises(InvalidFields):
        revert(
            kept=kept,
            target=kept.kind.find(offer.public_id),
            verb=Verb.UNDO,
            number=number,
            seen=number,
            by=cast.animator,
            summary="non",
        )


def test_an_undo_that_makes_the_page_contradict_itself_is_refused(cast, offer) -> None:
    number = change(offer, cast.outsider, fee="gratuit", fee_detail="")
    change(offer, cast.outsider, min_age=30)
    change(offer, cast.outsider, fee_detail="Une caution de 50 €")
    number = change(offer, cast.outsider, min_age=None, max_age=25)
    change(offer, cast.outsider, max_age=26)
    with pytest.raises((InvalidFields, RevertConflict)):
        take_back(offer, number, by=cast.animator)


def test_a_rollback_goes_to_before_the_last_run_of_its_author(cast, offer) -> None:
    change(offer, cast.member, fee_detail="6 € par jour")
    change(offer, cast.outsider, title="Spam un", fee_detail="1000 €")
    top = change(offer, cast.outsider, summary="Spam deux, encore plus long.")
    take_back(offer, top, by=cast.animator, verb=Verb.ROLLBACK)
    page = live(offer)
    assert (page.title, page.fee_detail) == ("Location de voitures à petit prix", "6 € par jour")
    assert page.summary == "Une voiture pour aller travailler, dès 5 € par jour."
    assert AuditEvent.objects.filter(action="offer.rolled_back").count() == 1


def test_a_rollback_is_refused_when_somebody_else_is_on_top(cast, offer) -> None:
    number = change(offer, cast.outsider, title="Spam un")
    change(offer, cast.member, fee_detail="6 € par jour")
    with pytest.raises(SomeoneOnTop):
        take_back(offer, number, by=cast.animator, verb=Verb.ROLLBACK)
    assert live(offer).title == "Spam un"


def test_a_second_rollback_finds_somebody_else_on_top(cast, offer) -> None:
    top = change(offer, cast.outsider, title="Spam un")
    take_back(offer, top, by=cast.animator, verb=Verb.ROLLBACK)
    with pytest.raises(SomeoneOnTop):
        take_back(offer, top, by=cast.animator, verb=Verb.ROLLBACK)


def test_the_only_author_is_not_rolled_back(cast, offer) -> None:
    top = change(offer, cast.publisher, title="Voitures à louer")
    with pytest.raises(OnlyAuthor):
        take_back(offer, top, by=cast.animator, verb=Verb.ROLLBACK)


def test_authors_who_left_are_not_taken_for_one(cast, offer) -> None:
    change(offer, cast.member, title="Un titre de Malik")
    top = change(offer, cast.outsider, title="Un titre de Sam")
    cast.member.delete()
    cast.outsider.delete()
    take_back(offer, top, by=cast.animator, verb=Verb.ROLLBACK)
    assert live(offer).title == "Un titre de Malik"


def test_a_whole_old_version_comes_back_as_a_new_change(cast, offer) -> None:
    change(offer, cast.outsider, title="Voitures à louer", documents=["Permis", "RIB"])
    change(offer, cast.member, fee_detail="9 € par jour")
    take_back(offer, first_version(offer), by=cast.animator, verb=Verb.RESTORE)
    page = live(offer)
    assert page.title == "Location de voitures à petit prix"
    assert page.documents == ["Permis de conduire"]
    assert Revision.objects.for_instance(offer).count() == 4
    assert AuditEvent.objects.filter(action="offer.version_restored").count() == 1
    with pytest.raises(AlreadyThere):
        take_back(offer, first_version(offer), by=cast.animator, verb=Verb.RESTORE)


def test_a_restored_version_loosens_no_protection(cast, offer) -> None:
    change(offer, cast.outsider, title="Voitures à louer")
    offer.visibility.address = AddressVisibility.HIDDEN
    offer.visibility.save()
    take_back(offer, first_version(offer), by=cast.animator, verb=Verb.RESTORE)
    page = live(offer)
    assert page.visibility.address == AddressVisibility.HIDDEN
    assert page.public.data["address"]["street"] == ""


def test_ways_to_get_in_touch_are_undone_row_by_row(cast, offer) -> None:
    (row,) = live(offer).engage_person
    number = change(offer, cast.outsider, engage_person=[{**row, "value": "+33536490099"}])
    other = {"mode": "mail", "value": "accueil@garage.example", "note": ""}
    change(offer, cast.member, engage_person=[{**row, "value": "+33536490099"}, other])
    take_back(offer, number, by=cast.animator)
    assert [one["value"] for one in live(offer).engage_person] == [
        "+33536490012",
        "accueil@garage.example",
    ]


def test_who_keeps_the_page_undoes_at_once_but_for_what_is_delicate(cast, offer) -> None:
    number = change(offer, cast.outsider, title="Voitures à louer")
    assert take_back(offer, number, by=cast.publisher).version is not None
    assert live(offer).title == "Location de voitures à petit prix"


@pytest.mark.parametrize("who", ["outsider", "member", "other_animator", "publisher"])
def test_what_others_ask_becomes_a_proposal(cast, offer, who) -> None:
    number = change(offer, cast.publisher, website="https://ailleurs.example/")
    change(offer, cast.publisher, website="")
    number = live(offer).live_revision_id
    done = take_back(offer, number, by=getattr(cast, who))
    assert done.version is None
    assert done.proposal is not None
    assert done.proposal.action == "revert"
    assert done.proposal.changes == {"website": "https://ailleurs.example/", "revision": number}
    assert live(offer).website == ""


def test_a_page_off_the_site_is_left_alone(cast, offer) -> None:
    number = change(offer, cast.outsider, title="Voitures à louer")
    archive_offer(offer=offer, actor=cast.animator)
    with pytest.raises(PermissionDenied):
        take_back(offer, number, by=cast.animator)


def test_who_does_not_see_an_address_brings_none_back(cast, offer) -> None:
    number = change(offer, cast.publisher, street_address="14 rue Secrète")
    offer.visibility.address = AddressVisibility.COMMUNE
    offer.visibility.save()
    with pytest.raises(OnlyProtected):
        take_back(offer, number, by=cast.outsider)
    take_back(offer, number, by=cast.animator)
    assert live(offer).street_address == "12 rue de la République"


def test_a_whole_version_asked_for_by_an_outsider_leaves_out_what_is_hidden(
    cast, offer, kept
) -> None:
    first = first_version(offer)
    change(offer, cast.publisher, street_address="14 rue Secrète", title="Voitures à louer")
    offer.visibility.address = AddressVisibility.HIDDEN
    offer.visibility.save()
    plan = plan_of(
        kept=kept,
        target=kept.kind.find(offer.public_id),
        verb=Verb.RESTORE,
        number=first,
        reader=cast.outsider,
    )
    assert plan.changes == {"title": "Location de voitures à petit prix"}


@pytest.mark.parametrize("verb", [Verb.UNDO, Verb.RESTORE])
def test_text_taken_out_for_good_is_never_put_back(cast, offer, verb) -> None:
    first = first_version(offer)
    number = change(offer, cast.outsider, summary="Sans le nom de la personne.")
    # As redact() will write it.
    _redact(first, summary={"redacted": 1})
    with pytest.raises(TakenOut):
        take_back(offer, number if verb == Verb.UNDO else first, by=cast.animator, verb=verb)
    assert live(offer).summary == "Sans le nom de la personne."


def _redact(number: int, **fields: Any) -> None:
    revision = Revision.objects.get(pk=number)
    content = {**revision.content, **fields}
    Revision.objects.filter(pk=number).update(content=content)


def test_a_purged_version_is_not_brought_back(cast, offer) -> None:
    number = change(offer, cast.outsider, title="Voitures à louer")
    change(offer, cast.outsider, title="Autos à louer")
    Revision.objects.filter(pk=number).delete()
    with pytest.raises(NoSuchVersion):
        take_back(offer, number, by=cast.animator, verb=Verb.RESTORE)


def test_a_structure_goes_back_too_and_its_history_says_why(cast) -> None:
    kept, structure = kept_in("structures"), cast.structure
    publish_structure(structure=structure, fields={"name": "Garage Spam"}, author=cast.outsider)
    number = kept.log.latest(structure)
    publish_structure(structure=structure, fields={"phone": "0536490099"}, author=cast.member)
    done = take_back(structure, number, by=cast.animator, family="structures")
    structure = Structure.objects.get(pk=structure.pk)
    assert (structure.name, structure.phone) == ("Garage du Causse", "+33536490099")
    note = RevertNote.objects.get()
    assert (note.version, note.of, note.summary) == (done.version, number, WHY)
    entry = kept.log.entries(structure)[0]
    assert (entry.act, entry.of, entry.summary) == ("undone", number, WHY)
    assert AuditEvent.objects.filter(action="structure.undone").count() == 1


_KINDS = {"title": "scalar", "needs": "set", "what": "rich_text"}
_field = st.fixed_dictionaries(
    {
        "title": st.sampled_from("abc"),
        "needs": st.lists(st.sampled_from("xyz"), unique=True).map(sorted),
        "what": st.lists(st.sampled_from(["<p>1</p>", "<p>2</p>", "<p>3</p>"]), max_size=3).map(
            "".join
        ),
    }
)


@given(_field, _field)
def test_undoing_the_last_change_gives_the_page_before_it(before, after) -> None:
    assert merge_fields(after, before, after, _KINDS).merged == before


@given(_field, _field)
def test_undoing_it_twice_changes_nothing_more(before, after) -> None:
    once = merge_fields(after, before, after, _KINDS).merged
    assert merge_fields(after, before, once, _KINDS).merged == once


def test_a_hiding_need_undone_leaves_the_address_hidden(cast, offer) -> None:
    number = change(offer, cast.outsider, needs=[SHELTER])
    take_back(offer, number, by=cast.animator)
    assert live(offer).visibility.address == AddressVisibility.HIDDEN
