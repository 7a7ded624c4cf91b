"""« Signaler » over HTTP: without account, script or cookie; what is kept, what is refused."""

from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contributions.limits import counting
from contributions.models import Proposal, Report
from contributions.reporting import limits
from offers.models import OfferPage
from offers.publishing import archive_offer, publish_one
from territories.models import TerritoryContact
from tests.contributions.making import form_data
from tests.contributions.reporting.making import HOURS, RIGHT_HOURS, send, shown, url
from tests.examples import tries


def test_three_touches_from_the_page(client, offer) -> None:
    """The link, a reason, the button."""
    page = client.get(offer.public.get_absolute_url()).content.decode()
    assert url(offer) in page
    response = client.get(url(offer))
    assert response.status_code == 200
    data = {**form_data(response), "reason": "closed", "shown": shown(offer)}
    answer = send(client, offer, **data)
    assert (answer.status_code, answer["Location"]) == (303, f"{url(offer)}merci/")
    report = Report.objects.get()
    assert (report.reason, report.state, report.is_suspect) == ("closed", "new", False)
    assert client.get(answer["Location"]).status_code == 200


def test_no_account_no_cookie_no_token(offer) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert send(strict, offer).status_code == 303
    assert not strict.cookies
    assert Report.objects.get().author is None


def test_who_is_signed_in_is_its_author(client, offer, cast) -> None:
    client.force_login(cast.outsider)
    assert send(client, offer).status_code == 303
    assert Report.objects.get().author == cast.outsider


def test_who_is_signed_in_asks_the_same_once(client, offer, cast) -> None:
    client.force_login(cast.outsider)
    answers = [send(client, offer, **{HOURS: RIGHT_HOURS}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 409]
    assert Proposal.objects.get().author == cast.outsider
    assert Report.objects.count() == 1


def test_a_right_value_becomes_a_proposal_that_nobody_applied(client, offer) -> None:
    data = {HOURS: RIGHT_HOURS, "text": "Vu sur le rideau hier."}
    assert send(client, offer, **data).status_code == 303
    report, proposal = Report.objects.get(), Proposal.objects.get()
    assert (report.state, report.proposal) == ("converted", proposal)
    assert proposal.changes == {"opening_hours": RIGHT_HOURS}
    assert (proposal.state, proposal.author) == ("pending", None)
    assert "rideau" not in proposal.summary
    assert OfferPage.objects.get(pk=offer.pk).opening_hours == "Mo-Fr 09:00-12:00"


def test_the_phone_of_the_contact_panel_is_offered_with_its_reason(client, offer) -> None:
    page = client.get(url(offer), {"motif": "phone"})
    [row] = offer.engage_person
    name = f"value-engage_person.{row['uuid']}"
    assert name in form_data(page)
    send(client, offer, reason="phone", **{name: "05 65 00 00 00"})
    [changed] = Proposal.objects.get().changes["engage_person"]
    assert (changed["value"], changed["note"]) == ("+33565000000", "Le matin.")


def test_any_public_piece_can_be_chosen_and_nothing_typed_is_lost(client, offer) -> None:
    opened = send(client, offer, act="open", field="fee_detail", text="Deux mots", reason="other")
    assert opened.status_code == 200
    data = form_data(opened)
    assert data["text"] == "Deux mots"
    assert data["value-fee_detail"] == "5 € par jour"
    assert not Report.objects.exists()
    again = send(client, offer, **{**data, "act": "open", "field": "title"})
    data = {**form_data(again), "value-fee_detail": "6 € par jour", "reason": "other"}
    assert send(client, offer, **data, act="send").status_code == 303
    assert Proposal.objects.get().changes == {"fee_detail": "6 € par jour"}


@pytest.mark.parametrize(
    ("field", "level"), [("contact_phone", "signed_in"), ("contact_email", "on_request")]
)
def test_what_a_visitor_does_not_see_is_no_choice(client, offer, field, level) -> None:
    setattr(offer.visibility, field, level)
    offer.visibility.save()
    send(client, offer, field=field, opened=field, **{f"value-{field}": "x"})
    assert field not in client.get(url(offer)).content.decode()
    assert not Proposal.objects.exists()


def test_a_hidden_address_is_neither_shown_nor_asked(client, offer) -> None:
    offer.visibility.address = "hidden"
    offer.visibility.save()
    page = client.get(url(offer), {"champ": "street_address"}).content.decode()
    assert "République" not in page
    assert "value-street_address" not in page
    assert "value-commune" not in page


def test_a_structure_is_reported_too(client, cast) -> None:
    data = {"reason": "phone", "value-phone": "05 65 00 00 00"}
    assert send(client, cast.structure, **data).status_code == 303
    assert Proposal.objects.get().changes == {"phone": "+33565000000"}
    assert Report.objects.get().structure == cast.structure
    page = client.get(cast.structure.get_absolute_url()).content.decode()
    assert url(cast.structure) in page
    assert 'class="notice notice--warning reported"' in page


# What machines do


def is_thanked(response: Any) -> bool:
    return response.status_code == 303 and response["Location"].endswith("/merci/")


@pytest.mark.parametrize(
    "odd", [{"homepage": "https://casino.example"}, {"shown": ""}, {"shown": "forged"}]
)
def test_a_machine_is_thanked_and_marked(client, offer, odd) -> None:
    assert is_thanked(send(client, offer, **{HOURS: RIGHT_HOURS}, **odd))
    report = Report.objects.get()
    assert (report.is_suspect, report.state) == (True, "new")
    assert report.asked == {"opening_hours": RIGHT_HOURS}
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    ("seconds", "mark"), [(1, True), (4, False), (86_000, False), (90_000, True)]
)
def test_the_time_a_person_takes(client, offer, seconds, mark) -> None:
    assert is_thanked(send(client, offer, shown=shown(offer, seconds=seconds)))
    assert Report.objects.get().is_suspect is mark


def test_a_seal_of_another_page_is_none(client, offer, cast) -> None:
    send(client, offer, shown=shown(cast.structure))
    assert Report.objects.get().is_suspect


# Limits


def test_a_network_reports_so_much_and_is_told_why(client, offer, monkeypatch) -> None:
    TerritoryContact.objects.create(
        territory=offer.home_territory, name="Mission Aveyron", email="aveyron@example.org"
    )
    monkeypatch.setattr(limits, "WITHOUT_ACCOUNT", ((limits.HOUR, 2), (limits.DAY, 10)))
    statuses = [send(client, offer, reason=r).status_code for r in ("closed", "moved", "hours")]
    assert statuses == [303, 303, 429]
    refused = send(client, offer, text="Le rideau est baissé")
    page = refused.content.decode()
    assert (refused.status_code, Report.objects.count()) == (429, 2)
    assert 0 < int(refused["Retry-After"]) <= 3600
    assert "Le rideau est baissé" in page
    assert "aveyron@example.org" in page
    other = Client(REMOTE_ADDR="198.51.100.9")
    assert send(other, offer).status_code == 303


def test_an_account_has_a_limit_of_its_own(client, offer, cast, monkeypatch) -> None:
    monkeypatch.setattr(limits, "WITHOUT_ACCOUNT", ((limits.HOUR, 0),))
    assert send(client, offer).status_code == 429
    client.force_login(cast.outsider)
    assert send(client, offer).status_code == 303


# Bad input


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 303),
        ({"Sec-Fetch-Site": "none"}, 303),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://testserver"}, 403),
        ({"Origin": "null"}, 303),
        ({"Origin": "http://testserver"}, 303),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "http://[evil"}, 403),
    ],
)
def test_another_site_cannot_send_it(client, offer, headers, status) -> None:
    response = send(client, offer, text="mes mots", headers=headers)
    assert response.status_code == status
    assert Report.objects.exists() == (status == 303)
    assert status == 303 or "mes mots" in response.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": ""},
        {"reason": "nothing"},
        {"text": "x" * 2_001},
        {"email": "pas une adresse"},
        {"email": "a@b.example\nBcc: c@d.example"},
        {HOURS: "quand il fait beau"},
    ],
)
def test_a_mistake_is_said_and_what_was_typed_stays(client, offer, wrong) -> None:
    response = send(client, offer, **{"text": "Rideau baissé", **wrong})
    assert response.status_code == 422
    assert not Report.objects.exists()
    assert 'class="errors"' in response.content.decode()
    for value in {"text": "Rideau baissé", **wrong}.values():
        assert str(value).partition("\n")[0] in response.content.decode()


def test_a_nul_is_nothing(client, offer) -> None:
    assert send(client, offer, text="ri\x00deau", reason="other").status_code == 303
    assert Report.objects.get().text == "rideau"


def test_a_file_and_a_megabyte_are_refused(client, offer) -> None:
    bomb = client.post(url(offer), {"reason": "hours", "file": b"PK\x03\x04"})
    assert bomb.status_code == 415
    assert send(client, offer, text="x" * 1_000_000).status_code == 413
    assert not Report.objects.exists()


@pytest.mark.parametrize("path", ["/offres/zzzzzzzz/signaler/", "/structures/zzzzzzzz/signaler/"])
def test_what_does_not_exist_is_not_found(client, places, path) -> None:
    assert client.get(path).status_code == 404
    assert client.post(path).status_code == 404
    assert client.get(f"{path}merci/").status_code == 404


def test_an_archived_page_is_gone(client, offer, cast) -> None:
    archive_offer(offer=offer, actor=cast.animator)
    assert client.get(url(offer)).status_code == 410
    assert client.post(url(offer)).status_code == 410


def test_nobody_is_led_elsewhere(client, offer) -> None:
    response = send(client, offer, next="https://evil.example/", url="//evil.example")
    assert response["Location"] == f"{url(offer)}merci/"


def test_a_page_that_moved_meanwhile_keeps_what_was_typed(client, offer, cast) -> None:
    seal = shown(offer, fields=["opening_hours"])
    publish_one(offer=offer, fields={"opening_hours": "Tu 10:00-12:00"}, author=cast.publisher)
    response = send(client, offer, shown=seal, **{HOURS: RIGHT_HOURS})
    page = response.content.decode()
    assert response.status_code == 409
    assert "Mardi\N{NO-BREAK SPACE}: 10 h à 12 h" in page
    assert RIGHT_HOURS in page
    again = {**form_data(response), "reason": "hours"}
    assert send(client, offer, **again, act="send").status_code == 303


NAMES = ["reason", "text", "email", "field", "opened", "shown", "act", "homepage", HOURS] + [
    f"value-{name}" for name in ("title", "street_address", "commune", "coverage")
]


@settings(max_examples=tries(60), deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.dictionaries(
        st.sampled_from(NAMES),
        st.text(max_size=60) | st.sampled_from(["title", "coverage", "moved", "needs", "commune"]),
    )
)
def test_nothing_typed_breaks_it(client, offer, data) -> None:
    counting.cache.clear()
    response = send(client, offer, **{k: v.encode("utf-8", "replace") for k, v in data.items()})
    assert response.status_code in {200, 303, 422, 409}


def test_other_methods_are_refused(client, offer) -> None:
    assert client.put(url(offer)).status_code == 405
    assert client.post(f"{url(offer)}merci/").status_code == 405
