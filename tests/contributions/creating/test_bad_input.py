"""Whatever is sent, the answer is clear, nothing else changes, and what was typed stays."""

from html import escape

import pytest
from django.test import Client

from contributions.creating import limiting
from contributions.creating.kinds import offer_kinds
from contributions.models import Draft, Proposal
from offers.models.structures import PageState
from tests.contributions.creating.filling import (
    PLACE,
    PROBLEM,
    START,
    address,
    begin,
    fill,
    filled,
    write,
)

NEW = {"structure": "new", "structure_name": "Vélos"}
ATTACK = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
BOXES = {
    "besoin": ("title", "summary", "access_conditions", "commune"),
    "service": (
        "structure_name", "new_kind", "new_commune", "new_phone", "new_website", "what",
        "how_it_goes", "documents", "fee_detail",
    ),
    "lieu": (
        "commune", "street_address", "postal_code", "opening_hours", "person_phone", "person_mail",
        "person_link", "person_note", "worker_phone", "worker_mail", "worker_link", "worker_note",
        "website", "languages_spoken",
    ),
}  # fmt: skip


@pytest.mark.parametrize("code", BOXES)
def test_scripts_are_shown_as_text_in_every_box(client, code) -> None:
    draft = begin(client)
    answers = [
        fill(client, draft, code, **dict.fromkeys(BOXES[code], ATTACK)),
        client.get(address(draft, code)),
        client.get(address(draft, "envoi")),
        client.get(START),
    ]
    pages = [answer.content.decode() for answer in answers]
    assert not any("<script>alert" in page or "<img src=x" in page for page in pages)
    shown = pages[1].replace("&#x27;", "'").count(escape(ATTACK, quote=True))
    assert shown >= len(BOXES[code])


def test_scripts_are_shown_as_text_on_the_preview_and_beside(client, cast) -> None:
    draft = write(client, street_address=ATTACK, person_note=ATTACK)
    fill(client, draft, "besoin", title=f"Vélos {ATTACK}", summary=ATTACK, access_conditions=ATTACK)
    fill(client, draft, "service", what=ATTACK, structure_name=ATTACK, how_it_goes=ATTACK)
    answer = client.get(address(draft, "envoi"))
    assert answer.context["shown"]
    page = answer.content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    live = client.post(address(draft, "service") + "frappe/", {"seq": 99, "structure_name": ATTACK})
    assert "<script>alert" not in live.content.decode()


@pytest.mark.parametrize(
    ("code", "typed", "box"),
    [
        ("besoin", {"needs": ["nowhere--nothing"]}, "needs"),
        ("besoin", {"needs": ["mobilite"]}, "needs"),
        ("besoin", {"audiences": ["martiens"]}, "audiences"),
        ("besoin", {"audiences": ["tous-publics", "jeunes"]}, "audiences"),
        ("besoin", {"title": "x"}, "title"),
        ("besoin", {"title": "é" * 151}, "title"),
        ("besoin", {"summary": "é" * 281}, "summary"),
        ("besoin", {"commune": "Nulle-Part-sur-Rien"}, "commune"),
        ("besoin", {"commune": "Aveyron"}, "commune"),
        ("besoin", {"access_conditions": "Si [à compléter : âge]"}, "access_conditions"),
        ("service", {"structure": "zzzzzzzz", "structure_name": "x"}, "structure_name"),
        ("service", {"structure": "new", "structure_name": ""}, "structure_name"),
        ("service", {"structure": "new", "structure_name": "é" * 151}, "structure_name"),
        ("service", {**NEW, "new_phone": "abc"}, "new_phone"),
        ("service", {"service_types": ["magie"]}, "service_types"),
        ("service", {"fee": "cher"}, "fee"),
        ("service", {"fee": "payant", "fee_detail": ""}, "fee_detail"),
        ("service", {"what": "[à compléter : quoi]"}, "what"),
        ("lieu", {"reception_modes": []}, "reception_modes"),
        ("lieu", {"reception_modes": ["en-reve"]}, "reception_modes"),
        ("lieu", {"reception_modes": ["en-presentiel"], "commune": ""}, "commune"),
        ("lieu", {"reach": "galaxy"}, "reach"),
        ("lieu", {"opening_hours": "quand il fait beau"}, "opening_hours"),
        ("lieu", {"person_phone": "abc"}, "person_phone"),
        ("lieu", {"person_mail": "nour"}, "person_mail"),
        ("lieu", {"person_link": "javascript:alert(1)"}, "person_link"),
        ("lieu", {"website": "ftp://x"}, "website"),
        ("lieu", {"person_phone": ""}, "person_phone"),
        ("lieu", {"languages_spoken": "klingon"}, "languages_spoken"),
    ],
)  # fmt: skip
def test_what_cannot_be_published_is_said_beside_its_box(client, code, typed, box) -> None:
    draft = begin(client)
    good = {"besoin": PROBLEM, "service": {}, "lieu": PLACE}[code]
    answer = fill(client, draft, code, **{**good, **typed})
    assert answer.status_code == 422
    assert box in answer.context["form"].errors
    draft.refresh_from_db()
    kept = {name: value if isinstance(value, list) else [value] for name, value in typed.items()}
    for name, values in kept.items():
        assert draft.payload.get(name, []) == values


def test_a_structure_that_left_the_site_is_refused(client, cast) -> None:
    draft = begin(client)
    cast.structure.state = PageState.ARCHIVED
    cast.structure.save()
    answer = fill(client, draft, "service", structure=cast.structure.public_id)
    assert answer.status_code == 422


def test_fields_that_no_screen_asks_are_left_alone(client, cast) -> None:
    draft = begin(client, carried='{"title": "x"}', sent="x", owner="1", live="on", copied="x")
    fill(client, draft, "lieu", path="0001", structure="zzz", what="x", go_live_at="2026")
    draft.refresh_from_db()
    assert not {"carried", "sent", "owner", "live", "copied", "path", "structure"} & set(
        draft.payload
    )


@pytest.mark.parametrize("address_of", [lambda _draft: START, address])
def test_a_megabyte_is_too_large(client, address_of) -> None:
    draft = begin(client)
    before = draft.payload
    data = {**filled(client.get(START)), **PROBLEM, "access_conditions": "x" * 1_100_000}
    answer = client.post(address_of(draft), data)
    assert answer.status_code == 413
    draft.refresh_from_db()
    assert draft.payload == before
    assert Draft.objects.count() == 1


def test_more_than_a_draft_holds_is_too_large(client) -> None:
    draft = begin(client)
    answer = fill(client, draft, "service", what="x" * 400_000)
    assert answer.status_code == 413
    draft.refresh_from_db()
    assert "what" not in draft.payload
    data = {**filled(Client().get(START)), **PROBLEM, "access_conditions": "x" * 400_000}
    assert client.post(START, data).status_code == 422
    assert Draft.objects.count() == 1


def test_null_characters_are_refused(client) -> None:
    draft = begin(client)
    assert fill(client, draft, "service", what="a\x00b").status_code == 422
    assert client.get(address(draft, "service")).status_code == 200


@pytest.mark.parametrize("code", ["nulle-part", "besoin-x"])
def test_an_unknown_screen_is_not_found(client, code) -> None:
    draft = begin(client)
    assert client.get(address(draft, code)).status_code == 404
    assert client.post(address(draft, code), {}).status_code == 404


def test_other_methods_are_refused(client) -> None:
    draft = begin(client)
    for url in (START, address(draft)):
        assert client.put(url).status_code == 405
        assert client.delete(url).status_code == 405
    assert client.get(address(draft) + "frappe/").status_code == 405


def test_a_form_without_its_token_changes_nothing(client) -> None:
    draft = begin(client)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    assert strict.post(address(draft), {"title": "Pris"}).status_code == 403
    draft.refresh_from_db()
    assert draft.payload["title"] == ["Prêt de vélos"]


def test_the_trap_and_the_clock_stop_robots_and_lose_nothing(client, monkeypatch) -> None:
    data = {**filled(client.get(START)), **PROBLEM}
    trapped = client.post(START, {**data, "site_web": "http://spam.example"})
    assert trapped.status_code == 422
    monkeypatch.setattr(limiting, "FASTEST_SECONDS", 60)
    fast = client.post(START, data)
    assert fast.status_code == 422
    assert 'value="Prêt de vélos"' in fast.content.decode()
    monkeypatch.setattr(limiting, "FASTEST_SECONDS", 0)
    assert client.post(START, {**filled(fast)}).status_code == 303
    assert Draft.objects.count() == 1


@pytest.mark.parametrize("shown", ["", "x", "1:2:3", "é" * 500])
def test_a_forged_seal_is_asked_to_press_again(client, shown) -> None:
    answer = client.post(START, {**filled(client.get(START)), **PROBLEM, "shown": shown})
    assert answer.status_code == 422
    assert not Draft.objects.exists()


def test_so_many_offers_are_begun_from_one_address_in_an_hour(client, monkeypatch) -> None:
    monkeypatch.setattr("contributions.views.creating.STARTS_AN_HOUR", 1)
    begin(client)
    answer = client.post(START, {**filled(client.get(START)), **PROBLEM})
    assert answer.status_code == 429
    assert 'value="Prêt de vélos"' in answer.content.decode()
    assert Draft.objects.count() == 1
    other = Client(REMOTE_ADDR="10.0.0.9")
    assert begin(other)


@pytest.mark.parametrize("seq", ["", "x", "1e3", "-1", "0", "9" * 19, "9" * 5000])
def test_what_types_itself_needs_a_number_that_grows(client, seq) -> None:
    draft = begin(client)
    answer = client.post(address(draft) + "frappe/", {"seq": seq, "title": "Vieux"})
    assert answer.status_code in {409, 422}
    draft.refresh_from_db()
    assert draft.payload["title"] == ["Prêt de vélos"]


def test_an_older_text_never_wins(client) -> None:
    draft = begin(client)
    typing = address(draft) + "frappe/"
    assert client.post(typing, {"seq": "7", "title": "Neuf"}).status_code == 200
    assert client.post(typing, {"seq": "6", "title": "Vieux"}).status_code == 409
    assert fill(client, draft, "besoin", title="Dernier mot", go="service").status_code == 303
    assert client.post(typing, {"seq": "8", "title": "En retard"}).status_code == 409
    draft.refresh_from_db()
    assert draft.payload["title"] == ["Dernier mot"]


@pytest.mark.parametrize("kind", ["nothing", "../secret", "x" * 300])
def test_an_unknown_kind_is_no_kind(client, kind) -> None:
    draft = begin(client)
    typed = {"kind_choice": kind, "title": "La mienne"}
    assert client.post(address(draft), typed).status_code == 303
    draft.refresh_from_db()
    assert draft.payload["title"] == ["La mienne"]
    assert draft.payload["kind"] == []


@pytest.mark.parametrize("kind", list(offer_kinds()))
def test_each_kind_can_be_begun_from(client, kind) -> None:
    data = {**filled(client.get(START)), "kind_choice": kind}
    assert client.post(START, data).status_code == 303
    draft = Draft.objects.get()
    page = client.get(address(draft)).content.decode()
    assert escape(offer_kinds()[kind].typed["title"][0]) in page


def test_an_unfinished_draft_is_not_sent(client, cast) -> None:
    client.force_login(cast.outsider)
    draft = begin(client)
    answer = fill(client, draft, "envoi", go="send")
    assert answer.status_code == 422
    assert answer.context["missing"]
    assert not Proposal.objects.exists()
