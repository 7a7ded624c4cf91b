"""What the screens show: structures to choose from, look-alikes, the page as it will be."""

import pytest
from django.test import Client
from django.urls import reverse

from contributions.creating.alike import claim_url
from contributions.creating.permissions import can_send_offer
from contributions.models import Draft, Proposal
from offers.models import OfferPage, Structure
from offers.models.structures import AddressVisibility
from tests.contributions.creating.filling import (
    PLACE,
    PROBLEM,
    SERVICE,
    START,
    address,
    begin,
    fill,
    filled,
    write,
)
from tests.factories import SHELTER, make_offer, make_structure

ALIKE = {"title": "Location de voitures à petit prix", "commune": "Rodez"}


def candidates(answer) -> list[str]:
    return [each.name for each in answer.context["candidates"]]


def test_a_structure_is_found_by_a_part_of_its_name_and_chosen(client, cast) -> None:
    draft = begin(client)
    first = fill(client, draft, "service", structure_name="garage causse")
    assert first.status_code == 422
    assert candidates(first) == ["Garage du Causse"]
    chosen = fill(client, draft, "service", structure=cast.structure.public_id)
    assert chosen.status_code == 303
    assert candidates(client.get(address(draft, "service"))) == ["Garage du Causse"]


def test_the_nearest_structures_come_first_and_never_by_a_protected_place(client, cast) -> None:
    lyon = make_structure(name="Les Amis de Lyon", commune="fr:commune:69123")
    hidden = make_structure(
        name="Les Amis cachés", address_visibility=AddressVisibility.HIDDEN,
        street_address="1 rue du Secret",
    )  # fmt: skip
    near = make_structure(name="Les Amis de Rodez")
    Structure.objects.filter(pk=hidden.pk).update(home_territory=lyon.home_territory)
    answer = fill(client, begin(client), "service", structure_name="les amis")
    assert candidates(answer)[0] == near.name
    assert candidates(answer).index(hidden.name) < candidates(answer).index(lyon.name)
    assert "Secret" not in answer.content.decode()


def test_the_structures_one_keeps_are_offered_at_once(client, cast) -> None:
    client.force_login(cast.publisher)
    assert candidates(client.get(address(begin(client), "service"))) == ["Garage du Causse"]


def test_a_name_that_nobody_bears_is_a_new_structure(client) -> None:
    draft = begin(client)
    answer = fill(client, draft, "service", structure_name="Les Cyclistes du Causse")
    assert answer.status_code == 303


def test_a_new_structure_needs_a_commune_somewhere(client) -> None:
    draft = begin(client, commune="")
    answer = fill(client, draft, "service", **SERVICE)
    assert answer.status_code == 422
    assert "new_commune" in answer.context["form"].errors
    assert fill(client, draft, "service", new_commune="Millau").status_code == 303


def test_what_the_structure_says_fills_in_the_next_screen(client, cast) -> None:
    Structure.objects.filter(pk=cast.structure.pk).update(
        phone="+33536490012", street_address="12 rue de la République"
    )
    draft = begin(client)
    fill(client, draft, "service", structure=cast.structure.public_id, structure_name="Garage")
    form = client.get(address(draft, "lieu")).context["form"]
    assert form["person_phone"].value() == "+33536490012"
    assert form["street_address"].value() == "12 rue de la République"
    Structure.objects.update(address_visibility=AddressVisibility.HIDDEN)
    form = client.get(address(draft, "lieu")).context["form"]
    assert not form["street_address"].value()


def test_what_looks_alike_is_shown_on_the_next_screen_with_two_ways_out(client, offer) -> None:
    draft = begin(client, **ALIKE)
    answer = client.get(address(draft, "service"))
    page = answer.content.decode()
    (alike,) = answer.context["alike"]
    assert alike.title == offer.title
    assert alike.why
    assert alike.edit_url == reverse("contributions:propose-edit", args=[offer.public_id])
    assert f'href="{alike.edit_url}"' in page
    assert f'href="{claim_url(offer.structure)}"' in page


def test_it_is_shown_while_typing_before_there_is_a_draft(client, offer) -> None:
    answer = client.post(START + "ressemblances/", ALIKE)
    assert offer.title in answer.content.decode()
    assert not Draft.objects.exists()
    assert 'data-number="1"' in answer.content.decode()


def test_it_is_shown_while_typing_and_what_is_typed_is_kept(client, offer) -> None:
    draft = begin(client, commune="")
    answer = client.post(address(draft) + "frappe/", {**ALIKE, "seq": "2"})
    assert offer.title in answer.content.decode()
    draft.refresh_from_db()
    assert draft.payload["commune"] == ["Rodez"]


def test_looking_is_limited_and_typing_still_kept(client, monkeypatch) -> None:
    monkeypatch.setattr("contributions.views.creating.LOOKS_AN_HOUR", 0)
    draft = begin(client)
    answer = client.post(address(draft) + "frappe/", {"title": "Plus tard", "seq": "2"})
    assert answer.status_code == 429
    draft.refresh_from_db()
    assert draft.payload["title"] == ["Plus tard"]


def test_the_preview_is_the_public_page(client, cast) -> None:
    draft = write(client, opening_hours="lundi au vendredi 9h-12h", languages_spoken="arabe")
    shown = client.get(address(draft, "envoi")).context["shown"]
    assert shown["offer"]["title"] == PROBLEM["title"]
    assert shown["contact"]["phone"] == "+33536490012"
    assert shown["offer"]["opening_hours"] == "Mo-Fr 09:00-12:00"
    assert shown["labels"].areas == ["Aveyron"]
    assert shown["offer"]["structure"]["name"] == SERVICE["structure_name"]


def test_a_protected_need_hides_the_address_in_the_preview_already(client) -> None:
    draft = write(client, street_address="12 rue du Secret", postal_code="12000")
    fill(client, draft, "besoin", needs=[SHELTER])
    page = client.get(address(draft, "envoi"))
    assert page.context["shown"]["offer"]["address"]["visibility"] == "hidden"
    assert "rue du Secret" not in page.content.decode()


def test_what_is_missing_leads_to_its_box(client) -> None:
    page = client.get(address(begin(client), "envoi")).content.decode()
    draft = Draft.objects.get()
    assert f'href="{address(draft, "lieu")}#id_person_phone"' in page
    assert 'value="send"' not in page


def test_what_would_raise_quality_is_said_and_not_required(client, cast) -> None:
    client.force_login(cast.outsider)
    answer = client.get(address(write(client), "envoi"))
    assert {line.box for line in answer.context["advice"].lines} >= {"opening_hours", "summary"}
    assert 'value="send"' in answer.content.decode()


def test_something_remote_needs_no_commune(client, cast) -> None:
    client.force_login(cast.publisher)
    draft = begin(client, commune="")
    chosen = {"structure": cast.structure.public_id, "structure_name": "Garage", "what": "Au bout"}
    assert fill(client, draft, "service", **chosen).status_code == 303
    remote = {**PLACE, "reception_modes": ["a-distance"], "commune": "", "reach": "region"}
    assert fill(client, draft, "lieu", **remote).status_code == 303
    fill(client, draft, "envoi", go="send")
    assert OfferPage.objects.get(title=PROBLEM["title"]).coverage == ["fr:region:76"]


def test_it_is_for_whoever_keeps_the_structure_only(client, cast) -> None:
    client.force_login(cast.outsider)
    draft = write(client)
    fill(client, draft, "service", structure=cast.structure.public_id, structure_name="Garage")
    fill(client, draft, "envoi", go="send")
    assert Proposal.objects.get().on_behalf_of is None


@pytest.mark.parametrize(
    ("reach", "areas"),
    [
        ("commune", ["fr:commune:12202"]),
        ("department", ["fr:department:12"]),
        ("region", ["fr:region:76"]),
        ("country", ["fr"]),
    ],
)
def test_each_reach_is_an_area(client, cast, reach, areas) -> None:
    client.force_login(cast.outsider)
    fill(client, write(client, reach=reach), "envoi", go="send")
    assert Proposal.objects.get().changes["coverage"] == areas


def test_all_ways_and_notes_become_rows(client, cast) -> None:
    client.force_login(cast.outsider)
    draft = write(
        client, person_mail="velo@example.org", person_link="https://velo.example/rdv",
        person_come="on", person_refer="on", person_note="Le matin.",
        worker_mail="pro@example.org", worker_note="Joindre la fiche.",
    )  # fmt: skip
    fill(client, draft, "envoi", go="send")
    changes = Proposal.objects.get().changes
    ways = [(row["mode"], row["note"]) for row in changes["engage_person"]]
    assert ways == [("phone", "Le matin."), ("mail", ""), ("link", ""), ("come", ""), ("refer", "")]
    assert changes["engage_worker"][0]["note"] == "Joindre la fiche."


def test_a_link_may_bring_a_need_and_a_place(client) -> None:
    form = client.get(START, {"besoin": PROBLEM["needs"], "lieu": "Rodez"}).context["form"]
    assert form["needs"].value() == PROBLEM["needs"]
    assert form["commune"].value() == "Rodez"
    assert client.get(START, {"besoin": ["x" * 500] * 50}).status_code == 200


def test_who_may_send(cast) -> None:
    assert can_send_offer(cast.outsider)
    assert not can_send_offer(None)
    cast.outsider.is_active = False
    assert not can_send_offer(cast.outsider)


def test_the_pages_are_kept_out_of_search_engines_and_caches(client) -> None:
    draft = begin(client)
    for url in (START, address(draft), address(draft, "envoi")):
        answer = client.get(url)
        assert '<meta name="robots" content="noindex">' in answer.content.decode()
        assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("code", "most"), [("besoin", 16), ("service", 20), ("lieu", 32), ("envoi", 75)]
)
def test_each_screen_costs_the_same_whatever_is_on_the_site(
    client, cast, code, most, django_assert_max_num_queries
) -> None:
    draft = write(client)
    client.get(address(draft, code))
    for number in range(4):
        make_offer(structure=make_structure(name=f"Les Cyclistes {number}"), title="Prêt de vélos")
    with django_assert_max_num_queries(most):
        client.get(address(draft, code))


def test_the_list_of_drafts_costs_the_same_whatever_its_length(
    cast, django_assert_num_queries, monkeypatch
) -> None:
    monkeypatch.setattr("contributions.views.creating.STARTS_AN_HOUR", 99)
    client = Client()
    client.force_login(cast.outsider)
    begin(client)
    client.get(START)
    with django_assert_num_queries(6):
        client.get(START)
    for _number in range(6):
        begin(client)
    with django_assert_num_queries(6):
        client.get(START)
    assert filled(client.get(START))
