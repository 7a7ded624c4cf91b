"""An animator takes text off a page: it is nowhere any more, and can come back."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from wagtail.models import Revision

from contributions.discussion.places import at_page
from contributions.discussion.services import open_thread
from contributions.history.errors import TakenOut
from contributions.history.kinds import kept_in
from contributions.history.plans import Verb, plan_of
from contributions.models import Proposal
from contributions.models.discussion import LONGEST_SUBJECT
from contributions.receivers import RewrittenHistory
from journal.models import AuditEvent
from moderation.erasing.errors import BadPassages, NothingFound
from moderation.erasing.services import hide_text, show_again
from moderation.erasing.subjects import of_page
from moderation.models import Hiding
from offers.models import OfferPage, PublicOffer
from offers.publishing import publish_one
from offers.taken_out import text_mark
from offers.validation import InvalidFields
from tests.contributions.making import propose
from tests.factories import make_offer
from tests.moderation.erasing.conftest import NAME
from tests.moderation.erasing.everywhere import tables_holding
from tests.moderation.erasing.making import make_overseer

pytestmark = pytest.mark.django_db

WORD = "zanzibarde"


def hide(offer: OfferPage, by, text: str = NAME, **said) -> Hiding:
    said = {"reason": Hiding.Reason.ON_REQUEST, **said}
    return hide_text(subject=of_page(offer), passages=text, by=by, **said)


def versions(offer: OfferPage) -> list[int]:
    entries = kept_in("offres").log.entries(offer)
    return [entry.version for entry in entries if entry.version]


def test_a_hidden_name_is_nowhere(client, named_offer, cast) -> None:
    old = named_offer.live_revision_id
    hiding = hide(named_offer, cast.animator)
    named_offer.refresh_from_db()
    assert named_offer.what == "<p>Une voiture pour le mois.</p><p>Demandez.</p>"
    assert named_offer.contact_name == ""
    assert tables_holding(WORD) == set()
    page = client.get(
        reverse("contributions:history-version", args=["offres", named_offer.public_id, old])
    )
    html = page.content.decode()
    assert text_mark(hiding.number) in html
    assert "Zanzibarde" not in html


def test_the_trail_says_who_and_why_and_not_what(named_offer, cast) -> None:
    hide(named_offer, cast.animator)
    event = AuditEvent.objects.get(action="text.hidden")
    assert event.data["reason"] == "on_request"
    assert event.actor.user == cast.animator
    assert event.territory_path == named_offer.home_territory.path


def test_it_comes_back_as_it_was(named_offer, cast) -> None:
    before = {pk: content(pk) for pk in versions(named_offer)}
    was = named_offer.what
    hiding = hide(named_offer, cast.animator)
    done = show_again(hiding=hiding, by=cast.animator)
    named_offer.refresh_from_db()
    assert (named_offer.what, named_offer.contact_name) == (was, NAME)
    assert {pk: content(pk) for pk in before} == before
    assert not done.left
    assert PublicOffer.objects.get(pk=named_offer.pk).data["what"] == was


def content(pk: int):
    return Revision.objects.get(pk=pk).content


def test_what_changed_since_is_not_written_over(named_offer, cast) -> None:
    hiding = hide(named_offer, cast.animator)
    publish_one(offer=named_offer, fields={"contact_name": "L'accueil"}, author=cast.publisher)
    done = show_again(hiding=hiding, by=cast.animator)
    named_offer.refresh_from_db()
    assert named_offer.contact_name == "L'accueil"
    assert "Zanzibarde" in named_offer.what
    assert [place.column for place in done.left] == ["contact_name"]


def test_two_texts_of_a_page_come_back_in_any_order(named_offer, cast) -> None:
    old = named_offer.live_revision_id
    was = content(old)
    first = hide(named_offer, cast.animator)
    second = hide(named_offer, cast.animator, "Une voiture pour le mois")
    show_again(hiding=first, by=cast.animator)
    assert "Une voiture pour le mois" not in str(content(old))
    show_again(hiding=second, by=cast.animator)
    assert content(old) == was


@pytest.mark.parametrize("verb", [Verb.RESTORE, Verb.UNDO])
def test_a_version_that_bears_a_mark_is_not_brought_back(named_offer, cast, verb) -> None:
    old = named_offer.live_revision_id
    hide(named_offer, cast.animator)
    with pytest.raises(TakenOut):
        plan_of(
            kept=kept_in("offres"),
            target=OfferPage.objects.get(pk=named_offer.pk),
            verb=verb,
            number=old,
            reader=cast.animator,
        )


def test_a_mark_is_never_published(named_offer, cast) -> None:
    with pytest.raises(InvalidFields) as refused:
        publish_one(
            offer=named_offer, fields={"summary": f"Chez {text_mark(3)}"}, author=cast.publisher
        )
    assert "summary" in refused.value.errors


def test_an_open_proposal_goes_on_without_the_text(named_offer, cast) -> None:
    said = f"<p>Une voiture.</p><p>Écrivez à {NAME} avant.</p>"
    proposal = propose(named_offer, cast.outsider, what=said)
    hide(named_offer, cast.animator)
    proposal.refresh_from_db()
    assert proposal.changes["what"] == "<p>Une voiture.</p><p>Écrivez à avant.</p>"
    assert proposal.state == Proposal.State.PENDING
    assert proposal.versions.get().changes["what"].count("[texte retiré") == 1


def test_history_stays_closed_to_every_other_writer(named_offer, cast) -> None:
    hide(named_offer, cast.animator)
    revision = OfferPage.objects.get(pk=named_offer.pk).live_revision
    revision.content = {**revision.content, "title": "Autre"}
    with pytest.raises(RewrittenHistory):
        revision.save()


@pytest.mark.parametrize(
    "spelt",
    ["HELENE ZANZIBARDE", "hélène   zanzibarde", "Helene-Zanzibarde", "Hélène\tZanzibarde"],
)
def test_spelling_does_not_count(named_offer, cast, spelt) -> None:
    hide(named_offer, cast.animator, spelt)
    assert tables_holding(WORD) == set()


def test_a_number_is_found_however_it_is_written(offer, cast) -> None:
    what = '<p>Au <a href="tel:+33565123498">05.65.12.34.98</a>, ou (+33) 5 65 12 34 98.</p>'
    fields = {"contact_phone": "05 65 12 34 98", "what": what}
    publish_one(offer=offer, fields=fields, author=cast.publisher)
    hide(offer, cast.animator, "0565123498")
    offer.refresh_from_db()
    assert offer.contact_phone == ""
    assert "65" not in offer.what


def test_what_stands_instead(named_offer, cast) -> None:
    hide(named_offer, cast.animator, instead="le secrétariat")
    named_offer.refresh_from_db()
    assert named_offer.contact_name == "le secrétariat"


def test_a_page_that_cannot_stand_without_stays_whole(named_offer, cast) -> None:
    title = named_offer.title
    with pytest.raises(InvalidFields):
        hide(named_offer, cast.animator, title)
    named_offer.refresh_from_db()
    assert named_offer.title == title
    assert not Hiding.objects.exists()


@pytest.mark.parametrize(
    "typed", ["", "   \n ", "de", "x" * 501, "\n".join(map(str, range(9999, 10011)))]
)
def test_what_cannot_be_looked_for_is_refused(named_offer, cast, typed) -> None:
    with pytest.raises(BadPassages):
        hide(named_offer, cast.animator, typed)


def test_a_text_that_stands_nowhere_leaves_nothing(named_offer, cast) -> None:
    with pytest.raises(NothingFound):
        hide(named_offer, cast.animator, "Personne de ce nom")
    assert not Hiding.objects.exists()


@pytest.mark.parametrize("who", ["outsider", "publisher", "other_animator"])
def test_nobody_else_hides(named_offer, cast, who) -> None:
    with pytest.raises(PermissionDenied):
        hide(named_offer, getattr(cast, who))
    assert tables_holding(WORD)


def test_oversight_hides_anywhere(named_offer) -> None:
    assert hide(named_offer, make_overseer()).is_hidden


def test_another_page_keeps_the_same_words(named_offer, cast) -> None:
    """Only the page asked about, and what hangs on it."""
    other = make_offer(structure=cast.other_structure, author=cast.member)
    publish_one(offer=other, fields={"contact_name": NAME}, author=cast.member)
    hide(named_offer, cast.animator)
    other.refresh_from_db()
    assert other.contact_name == NAME


def test_marks_fit_in_a_short_column_however_often_the_text_stands(offer, cast) -> None:
    thread = open_thread(
        author=cast.outsider, place=at_page(offer), subject="Lulu " * 20, body="Qui répond ?"
    )
    hide_text(subject=of_page(offer), passages="Lulu", reason="on_request", by=cast.animator)
    thread.refresh_from_db()
    assert "Lulu" not in thread.subject
    assert len(thread.subject) <= LONGEST_SUBJECT
