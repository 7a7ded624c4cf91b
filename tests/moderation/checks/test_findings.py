"""What an animator is told of a proposal before reading it."""

import pytest

from contributions.models import Proposal
from contributions.previews import preview
from moderation.checks import Finding, Level, findings_of, map_points_of
from offers.models import OfferPage
from offers.models.structures import AddressVisibility
from tests.contributions.making import ask, propose
from tests.factories import SHELTER, make_offer, offer_fields
from tests.moderation.checks.test_readability import HARD


def codes(proposal: Proposal) -> set[str]:
    return {finding.code for finding in findings_of(proposal)}


def only(proposal: Proposal, code: str) -> Finding:
    (found,) = [one for one in findings_of(proposal) if one.code == code]
    return found


def hide(offer: OfferPage, level: str = AddressVisibility.COMMUNE) -> OfferPage:
    offer.visibility.address = level
    offer.visibility.save(update_fields=["address"])
    return OfferPage.objects.get(pk=offer.pk)


def test_a_plain_change_says_nothing(offer, cast) -> None:
    assert findings_of(propose(offer, cast.outsider)) == []


def test_the_gravest_comes_first(offer, cast) -> None:
    website = "https://xn--pple-43d.com/"
    proposal = propose(offer, cast.outsider, website=website, contact_email="garage@gmail.com")
    found = findings_of(proposal)
    assert (found[0].code, found[0].level, found[0].path) == ("link_form", Level.DANGER, "website")
    assert (found[-1].code, found[-1].level) == ("mail_form", Level.NOTE)


def test_what_the_page_said_before_is_not_told_again(offer, cast) -> None:
    what = f"{offer.what}<p>Demandez Nadia Roux.</p>"
    first = propose(offer, cast.outsider, what=what)
    assert only(first, "personal_data").detail == "Nadia Roux"
    offer.what = what
    offer.save()
    again = propose(OfferPage.objects.get(pk=offer.pk), cast.member, what=f"{what}<p>Merci.</p>")
    assert "personal_data" not in codes(again)


def test_a_street_is_dangerous_on_a_protected_place_only(offer, cast) -> None:
    what = "<p>Sonnez au 8 rue Planard, deuxième étage.</p>"
    assert "street_address" not in codes(propose(offer, cast.outsider, what=what))
    hidden = hide(offer)
    found = only(propose(hidden, cast.member, what=what, fee_detail="7 €"), "street_address")
    assert (found.level, found.path, found.detail) == (Level.DANGER, "what", "8 rue Planard")


def test_the_protected_street_is_known_however_it_is_written(offer, cast) -> None:
    hidden = hide(offer, AddressVisibility.HIDDEN)
    note = [{"mode": "come", "value": "12, RUE DE LA REPUBLIQUE", "note": "", "uuid": ""}]
    found = only(propose(hidden, cast.outsider, engage_person=note), "protected_street")
    assert found.level == Level.DANGER
    assert found.path.startswith("engage_person.")


def test_a_new_need_protects_the_page_from_that_moment(offer, cast) -> None:
    what = "<p>Sonnez au 8 rue Planard.</p>"
    proposal = propose(offer, cast.outsider, what=what, needs=[SHELTER])
    assert "street_address" in codes(proposal)


def test_a_link_whose_words_name_another_site(offer, cast) -> None:
    what = '<p>Voyez <a href="https://evil.example/">www.caf.fr</a>.</p>'
    found = only(propose(offer, cast.outsider, what=what), "link_form")
    assert (found.level, found.path) == (Level.DANGER, "what")


def test_an_offer_that_may_be_here_already(offer, cast) -> None:
    fields = {**offer_fields(), "structure": cast.structure.public_id}
    proposal = ask(author=cast.outsider, action=Proposal.Action.CREATE, changes=fields)
    found = only(proposal, "duplicate")
    assert found.level == Level.WARNING
    assert found.url == offer.public.get_absolute_url()
    assert offer.title in found.detail


def test_a_page_is_no_duplicate_of_itself(offer, cast) -> None:
    assert "duplicate" not in codes(propose(offer, cast.outsider, title="Louer une voiture"))


def test_an_address_outside_the_area(offer, cast) -> None:
    proposal = propose(
        offer, cast.outsider, commune="fr:commune:69123", latitude=None, longitude=None
    )
    found = [one for one in findings_of(proposal) if one.code == "outside_area"]
    assert {one.path for one in found} == {"commune", "coverage"}


def test_a_point_that_moves(offer, cast) -> None:
    proposal = propose(offer, cast.outsider, latitude=44.36)
    assert only(proposal, "map_point").level == Level.NOTE
    assert [one.role for one in map_points_of(proposal)] == ["before", "after", "commune"]


def test_no_point_of_a_protected_place_is_drawn(offer, cast) -> None:
    proposal = propose(hide(offer), cast.publisher, latitude=44.36)
    assert [one.role for one in map_points_of(proposal)] == ["commune"]
    assert "map_point" not in codes(proposal)


def test_a_text_hard_to_read(offer, cast) -> None:
    proposal = propose(offer, cast.outsider, how_it_goes=f"<p>{HARD}</p>")
    assert only(proposal, "reading_ease").level == Level.WARNING
    assert "plain_words" in codes(proposal)


def test_a_preview_at_hand_is_not_made_again(offer, cast, django_assert_max_num_queries) -> None:
    proposal = propose(offer, cast.outsider, title="Louer une voiture", commune="fr:commune:12145")
    seen = preview(proposal)
    with django_assert_max_num_queries(20):
        findings_of(proposal, seen=seen)


@pytest.mark.parametrize("count", [1, 8])
def test_more_texts_cost_no_more_queries(offer, cast, count, django_assert_num_queries) -> None:
    rows = [
        {"mode": "link", "value": f"https://site{number}.example/", "note": "Chez Nadia Roux"}
        for number in range(count)
    ]
    proposal = propose(offer, cast.outsider, engage_person=rows)
    seen = preview(proposal)
    findings_of(proposal, seen=seen)
    with django_assert_num_queries(0):
        findings_of(proposal, seen=seen)


def test_every_kind_of_target_can_be_read(cast, offer) -> None:
    structure = ask(
        author=cast.outsider,
        target_kind=Proposal.Target.STRUCTURE,
        target=cast.structure,
        changes={"description": "Demandez Nadia Roux.", "phone": "+33612345678"},
    )
    assert codes(structure) >= {"personal_data", "phone_form"}
    archive = ask(author=cast.member, target=offer, action=Proposal.Action.ARCHIVE, changes={})
    assert findings_of(archive) == []


def test_a_new_offer_of_a_hidden_structure(cast, words) -> None:
    structure = cast.structure
    structure.address_visibility = AddressVisibility.HIDDEN
    structure.street_address = "4 rue Neuve"
    structure.save()
    fields = {**offer_fields(street_address="", what="<p>Au 4 rue Neuve.</p>")}
    made = make_offer(structure=cast.other_structure, author=cast.member)
    assert "protected_street" not in codes(propose(made, cast.outsider, what=fields["what"]))
    proposal = ask(
        author=cast.outsider,
        action=Proposal.Action.CREATE,
        changes={**fields, "structure": structure.public_id},
    )
    assert {"protected_street", "street_address"} <= codes(proposal)
