"""The page on which anyone with an account changes what another page says."""

import html as escaping
from typing import Any

import pytest
from django.urls import reverse
from pytest_django.asserts import assertRedirects

from contributions.models import Proposal, Support
from offers.models import OfferPage, OfferVisibility
from offers.models.structures import AddressVisibility
from offers.publishing import archive_offer, publish_one
from offers.snapshots import snapshot
from tests.contributions.making import WHY, form_data, propose
from tests.factories import make_offer


@pytest.fixture
def url(offer) -> str:
    return reverse("contributions:propose-edit", args=[offer.public_id])


@pytest.fixture
def signed_in(client, cast):
    client.force_login(cast.outsider)
    return client


def send(client: Any, url: str, **typed: Any) -> Any:
    """Open the form, type, send."""
    data = {**form_data(client.get(url)), "proposal_summary": WHY, "act": "send"}
    return client.post(url, {**data, **typed})


def test_what_is_typed_becomes_a_proposal(signed_in, url, offer) -> None:
    response = send(signed_in, url, title="Voitures à louer", min_age="18")
    proposal = Proposal.objects.get()
    assert proposal.changes == {"title": "Voitures à louer", "min_age": 18}
    assert proposal.summary == WHY
    assert response.url == reverse("contributions:proposal", args=[proposal.uuid])


def test_the_form_sent_untouched_changes_nothing(signed_in, url) -> None:
    response = send(signed_in, url)
    assert response.status_code == 422
    assert not Proposal.objects.exists()


def test_rich_texts_and_rows_survive_the_form_untouched(signed_in, url, offer, cast) -> None:
    publish_one(
        offer=offer,
        fields={
            "what": "<p>Un <strong>mot</strong> &amp; <em>deux</em></p><ul><li>a</li><li>b "
            '<a href="https://a.fr/?x=1&amp;y=2">ici</a></li></ul><p>- tiret<br>ligne</p>',
            "simple_version": "Une ligne.\nDeux lignes.",
            "documents": ["Carte d'identité", "Permis"],
            "hours_per_week": 3.5,
            "languages_spoken": ["ar", "fr", "rcf"],
            "coverage": ["fr:department:12", "fr:commune:12202"],
        },
        author=cast.publisher,
    )
    response = send(signed_in, url, title="Autre titre")
    assert response.status_code == 302
    assert Proposal.objects.get().changes == {"title": "Autre titre"}


def test_each_kind_of_field_is_read(signed_in, url, offer) -> None:
    row = offer.engage_person[0]
    response = send(
        signed_in,
        url,
        what="Nous louons des **voitures**.\r\n\r\n- petites\r\n- grandes",
        documents="Permis de conduire\r\nJustificatif de domicile",
        needs=[*offer.needs, "mobilite--preparer-un-permis"],
        languages_spoken="français, Arabe",
        commune="Millau",
        latitude="44.1",
        longitude="3.08",
        coverage_more="Lozère",
        **{"engage_person-0-note": "Toute la journée."},
    )
    if response.status_code == 422:
        pytest.fail(str(response.context["form"].errors) + response.context["answer"].problem)
    changes = Proposal.objects.get().changes
    assert changes["what"] == (
        "<p>Nous louons des <strong>voitures</strong>.</p><ul><li>petites</li><li>grandes</li></ul>"
    )
    assert changes["documents"] == ["Justificatif de domicile", "Permis de conduire"]
    assert len(changes["needs"]) == 2
    assert changes["languages_spoken"] == ["ar", "fr"]
    assert changes["commune"] == "fr:commune:12145"
    assert changes["coverage"] == ["fr:department:12", "fr:department:48"]
    assert changes["engage_person"] == [{**row, "note": "Toute la journée."}]


def test_rows_are_added_and_removed(signed_in, url, offer) -> None:
    send(
        signed_in,
        url,
        **{
            "engage_person-0-remove": "on",
            "engage_person-1-mode": "mail",
            "engage_person-1-value": "bonjour@garage.example",
        },
    )
    rows = Proposal.objects.get().changes["engage_person"]
    assert [(row["mode"], row["value"]) for row in rows] == [("mail", "bonjour@garage.example")]


def test_the_preview_shows_the_change_and_keeps_what_was_typed(signed_in, url) -> None:
    response = send(signed_in, url, act="preview", title="Voitures à louer", proposal_summary="")
    page = response.content.decode()
    assert response.status_code == 200
    assert "<ins>" in page
    assert "<del>" in page
    assert form_data(response)["title"] == "Voitures à louer"
    assert not Proposal.objects.exists()
    again = {**form_data(response), "proposal_summary": WHY, "act": "send"}
    assert signed_in.post(url, again).status_code == 302
    assert Proposal.objects.get().changes == {"title": "Voitures à louer"}


def test_a_wrong_field_is_said_and_everything_typed_is_kept(signed_in, url) -> None:
    response = send(
        signed_in, url, title="x", what="Un <b>texte</b> long", contact_phone="abc",
        commune="Nulle-Part-sur-Rien", proposal_summary="Un motif qui doit rester là",
    )  # fmt: skip
    page = response.content.decode()
    assert response.status_code == 422
    assert not Proposal.objects.exists()
    assert "Un &lt;b&gt;texte&lt;/b&gt; long" in page
    for text in ('value="x"', 'value="abc"', "Nulle-Part-sur-Rien", "Un motif qui doit rester là"):
        assert text in page
    assert page.count("field--invalid") >= 1


def test_a_missing_reason_is_said_beside_it(signed_in, url) -> None:
    response = send(signed_in, url, title="Autre titre", proposal_summary="court")
    assert response.status_code == 422
    assert "proposal_summary" in response.context["send"].errors
    assert form_data(response)["title"] == "Autre titre"
    assert not Proposal.objects.exists()


def test_a_page_that_moved_elsewhere_still_takes_the_proposal(signed_in, url, offer, cast) -> None:
    data = {**form_data(signed_in.get(url)), "proposal_summary": WHY, "act": "send"}
    publish_one(offer=offer, fields={"title": "Titre changé"}, author=cast.publisher)
    response = signed_in.post(url, {**data, "fee_detail": "7 € par jour"})
    assert response.status_code == 302
    assert Proposal.objects.get().changes == {"fee_detail": "7 € par jour"}


def test_the_form_sent_twice_leads_to_what_was_sent_first(signed_in, url) -> None:
    send(signed_in, url, title="Autre titre")
    response = send(signed_in, url, title="Autre titre")
    assertRedirects(response, reverse("contributions:proposal", args=[Proposal.objects.get().uuid]))


def test_what_somebody_else_asked_already_is_supported(signed_in, url, offer, cast) -> None:
    proposal = propose(offer, cast.member, title="Autre titre")
    response = send(signed_in, url, title="Autre titre")
    assertRedirects(response, reverse("contributions:mine"))
    assert list(Support.objects.values_list("proposal", "user")) == [
        (proposal.pk, cast.outsider.pk)
    ]


@pytest.mark.parametrize("base", ["", "x", "a:b:c"])
def test_a_forged_base_is_refused_and_the_text_kept(signed_in, url, base) -> None:
    response = send(signed_in, url, title="Autre titre", base=base)
    assert response.status_code == 400
    assert 'value="Autre titre"' in response.content.decode()
    assert not Proposal.objects.exists()


def test_the_base_of_another_offer_is_refused(signed_in, url, offer, cast) -> None:
    other = make_offer(structure=cast.structure, title="Une autre offre")
    page = signed_in.get(reverse("contributions:propose-edit", args=[other.public_id]))
    response = send(signed_in, url, title="Autre titre", base=form_data(page)["base"])
    assert response.status_code == 400


@pytest.mark.parametrize("name", ["owner", "live", "slug", "path", "structure", "go_live_at", "x"])
def test_what_no_form_of_ours_has_is_refused_and_the_text_kept(signed_in, url, name) -> None:
    response = send(signed_in, url, title="Autre titre", **{name: "1"})
    assert response.status_code == 422
    assert form_data(response)["title"] == "Autre titre"
    assert not Proposal.objects.exists()


def test_a_protected_address_is_neither_shown_nor_changed(signed_in, url, offer, cast) -> None:
    visibility = offer.visibility
    visibility.address = AddressVisibility.HIDDEN
    visibility.contact_phone = OfferVisibility.Contact.ON_REQUEST
    visibility.save()
    publish_one(
        offer=offer,
        fields={"contact_phone": "05 65 11 22 33", "engage_person": [
            {"mode": "come", "value": "12 rue de la République", "note": ""}]},
        author=cast.publisher,
    )  # fmt: skip
    page = signed_in.get(url).content.decode()
    for secret in ("rue de la République", "12000", "44.35", "44,35", "+33565112233"):
        assert secret not in page
    assert send(signed_in, url, street_address="1 rue Neuve").status_code == 422
    assert not Proposal.objects.exists()


def test_those_who_keep_the_page_see_its_protected_address(client, url, offer, cast) -> None:
    offer.visibility.address = AddressVisibility.HIDDEN
    offer.visibility.save()
    for person in (cast.publisher, cast.animator):
        client.force_login(person)
        assert "rue de la République" in client.get(url).content.decode()


def test_scripts_are_shown_as_text(signed_in, url) -> None:
    attack = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    response = send(signed_in, url, act="preview", title=attack, what=attack, documents=attack)
    page = response.content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert escaping.escape(attack, quote=True) in page.replace("&#x27;", "&#39;")


def test_a_visitor_is_sent_to_login(client, url) -> None:
    response = client.get(url)
    assert response.status_code == 302
    assert reverse("account_login") in response.url
    assert client.post(url, {"title": "x"}).status_code == 302
    assert not Proposal.objects.exists()


def test_an_unknown_offer_is_not_found(signed_in) -> None:
    unknown = reverse("contributions:propose-edit", args=["zzzzzzzz"])
    assert signed_in.get(unknown).status_code == 404


def test_a_page_that_left_the_site_says_so_and_gives_the_text_back(signed_in, url, offer) -> None:
    typed = {**form_data(signed_in.get(url)), "title": "Un titre tapé pour rien"}
    archive_offer(offer=offer, actor=None)
    assert signed_in.get(url).status_code == 410
    response = signed_in.post(url, typed)
    assert response.status_code == 410
    assert "Un titre tapé pour rien" in response.content.decode()
    assert not Proposal.objects.exists()


def test_a_merged_page_says_what_replaces_it(signed_in, url, offer, cast) -> None:
    other = make_offer(structure=cast.structure, title="Une autre offre")
    archive_offer(offer=offer, actor=None, replaced_by=other)
    assert other.public.get_absolute_url() in signed_in.get(url).content.decode()


def test_more_than_any_page_can_hold_is_refused_with_help(signed_in, url) -> None:
    response = send(signed_in, url, what="a" * 1_100_000)
    assert response.status_code == 413
    assert "Revenez" in response.content.decode()
    assert not Proposal.objects.exists()


def test_other_methods_are_refused(signed_in, url) -> None:
    assert signed_in.put(url).status_code == 405
    assert signed_in.delete(url).status_code == 405


def test_the_page_is_kept_out_of_search_engines_and_caches(signed_in, url) -> None:
    response = signed_in.get(url)
    assert '<meta name="robots" content="noindex">' in response.content.decode()
    assert "no-store" in response["Cache-Control"]


def test_nothing_is_written_by_reading(signed_in, url, offer) -> None:
    before = snapshot(OfferPage.objects.get(pk=offer.pk))
    signed_in.get(url)
    assert snapshot(OfferPage.objects.get(pk=offer.pk)) == before


def test_the_form_costs_the_same_however_many_proposals_wait(
    signed_in, url, offer, cast, django_assert_max_num_queries
) -> None:
    signed_in.get(url)
    for number in range(3):
        propose(offer, cast.member, fee_detail=f"{number} €")
    with django_assert_max_num_queries(25):
        signed_in.get(url)
