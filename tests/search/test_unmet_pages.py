"""« Tell us what is missing » and the page of animators: who may, hostile input, nothing leaks."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from offers.models import Need
from search.models import NotUnderstood, UnmetReport, UnmetText
from search.unmet import limiting
from search.unmet.forms import missing_form
from search.unmet.permissions import can_read_unmet, can_take_away
from search.unmet.remembering import record_report
from territories.models import Territory, Zone
from tests.factories import CAR

pytestmark = pytest.mark.usefixtures("words")

TELL, THANKS, TOLD = "/recherche/il-manque/", "/recherche/il-manque/merci/", "search:told"
RODEZ = "fr:commune:12202"
TOLD_QUERIES = 20


def tell(client: Client, text: str = "il manque un bus vers Laguiole", **more: Any) -> Any:
    headers = more.pop("headers", None)
    data = {"texte": text, "besoin": [CAR], "lieu": RODEZ, **more}
    return client.post(TELL, data, headers=headers)


def report(text: str, uid: str | None) -> UnmetText:
    place = Territory.objects.get(uid=uid) if uid else None
    record_report(text=text, needs=[], place=place, on=timezone.localdate())
    return UnmetText.objects.order_by("-pk")[0]


def sentence(text: str = "accorder un clavecin") -> NotUnderstood:
    today = timezone.localdate()
    return NotUnderstood.objects.create(
        digest=text, text=text, first_seen=today - timedelta(days=9), last_seen=today, days=3
    )


# Telling


def test_telling_needs_no_account_no_script_no_cookie(client) -> None:
    page = client.get(TELL, {"besoin": CAR, "lieu": RODEZ}).content.decode()
    assert f'<input type="hidden" name="besoin" value="{CAR}">' in page
    assert f'<input type="hidden" name="lieu" value="{RODEZ}">' in page
    strict = Client(enforce_csrf_checks=True)
    response = tell(strict)
    assert (response.status_code, response["Location"]) == (303, THANKS)
    assert not strict.cookies
    assert UnmetReport.objects.get().territory_path.endswith("/12/")
    assert UnmetText.objects.get().need_codes == [CAR]
    assert strict.get(THANKS).status_code == 200


def test_the_text_is_optional_when_the_need_is_known(client) -> None:
    assert tell(client, "").status_code == 303
    assert not UnmetText.objects.exists()
    response = tell(client, "", besoin=[])
    assert response.status_code == 422
    assert UnmetReport.objects.get().reports == 1


def test_a_long_text_is_kept_in_the_form(client) -> None:
    response = tell(client, "mot " * 126)
    assert response.status_code == 422
    assert "mot mot mot" in response.content.decode()
    assert CAR in response.content.decode()
    assert not UnmetReport.objects.exists()
    assert tell(client, "x" * 500).status_code == 303


@pytest.mark.parametrize(
    "more",
    [
        {"besoin": ["nothing", "\x00", "' OR 1=1"], "lieu": "\x00"},
        {"besoin": ["x" * 10_000], "lieu": "x" * 10_000},
        {"besoin": [str(number) for number in range(500)], "lieu": "fr:commune:nowhere"},
    ],
)
def test_unknown_needs_and_places_are_left_out(client, more) -> None:
    assert tell(client, "une chorale", **more).status_code == 303
    row = UnmetReport.objects.get()
    assert (row.need_code, row.territory_path) == ("", "")


@pytest.mark.parametrize(
    "text", ["a\x00b", "\ud83d\ude00 " * 9, "<script>alert(1)</script>", "\u202e"]
)
def test_any_text_is_taken(client, text) -> None:
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    assert tell(client, text).status_code == 303
    assert UnmetReport.objects.get().reports == 1


@pytest.mark.parametrize(
    ("site", "status"),
    [("same-origin", 303), ("none", 303), ("cross-site", 403), ("same-site", 403)],
)
def test_another_site_cannot_send_it(client, site, status) -> None:
    headers = {"Sec-Fetch-Site": site, "Origin": "null"}
    response = tell(client, headers=headers)
    assert response.status_code == status
    assert UnmetReport.objects.exists() == (status == 303)
    assert status == 303 or "il manque un bus vers Laguiole" in response.content.decode()


def test_an_address_tells_so_much_in_an_hour(client, monkeypatch) -> None:
    monkeypatch.setattr(limiting, "MOST_AN_HOUR", 2)
    statuses = [tell(client).status_code for _ in range(4)]
    assert statuses == [303, 303, 429, 429]
    assert UnmetReport.objects.get().reports == 2
    other = Client(REMOTE_ADDR="10.0.0.9")
    assert tell(other).status_code == 303


def test_a_full_cache_that_loses_the_count_harms_nobody(client, monkeypatch) -> None:
    assert tell(client).status_code == 303

    def lost(*_args: object, **_kwargs: object) -> int:
        raise ValueError("Key not found")

    monkeypatch.setattr("django.core.cache.backends.locmem.LocMemCache.incr", lost)
    assert tell(client).status_code == 303


def test_the_words_are_in_no_address_log_or_referrer(client, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    response = tell(client, "accorder un clavecin")
    assert "clavecin" not in response["Location"]
    assert "clavecin" not in caplog.text
    assert response["Referrer-Policy"] == "no-referrer"
    for page in (client.get(TELL), client.get(THANKS)):
        assert page["X-Robots-Tag"] == "noindex"


def test_other_methods_are_refused(client) -> None:
    assert client.put(TELL).status_code == 405
    assert client.post(THANKS).status_code == 405


def test_a_zone_is_left_out_of_the_form() -> None:
    need = Need.objects.get(code=CAR)
    assert missing_form(needs=[need], place=Zone.objects.first()).along == [("besoin", CAR)]
    rodez = Territory.objects.get(uid=RODEZ)
    assert missing_form(needs=[need], place=rodez).along[-1] == ("lieu", RODEZ)


# Reading


def test_a_visitor_signs_in_and_others_are_told_why(client, cast) -> None:
    text = report("une chorale", RODEZ)
    urls = [
        reverse("search:text_taken_away", args=[text.pk]),
        reverse("search:sentence_taken_away", args=[sentence().pk]),
    ]
    assert client.get(reverse(TOLD)).status_code == 302
    assert [client.post(url).status_code for url in urls] == [302, 302]
    client.force_login(cast.publisher)
    assert client.get(reverse(TOLD)).status_code == 403
    assert [client.post(url).status_code for url in urls] == [404, 403]
    assert not can_read_unmet(cast.outsider)
    assert can_read_unmet(cast.outsider).reason
    assert can_read_unmet(cast.animator)
    assert UnmetText.objects.exists()


def test_texts_are_for_the_animators_of_the_territory(client, cast) -> None:
    here, elsewhere = report("une chorale", RODEZ), report("une patinoire", "fr:commune:69123")
    nowhere = report("un luthier", None)
    seen = {}
    for person in (cast.animator, cast.other_animator, cast.administrator):
        client.force_login(person)
        page = client.get(reverse(TOLD)).content.decode()
        seen[person] = {text for text in (here, elsewhere, nowhere) if text.text in page}
    assert seen == {
        cast.animator: {here},
        cast.other_animator: {elsewhere},
        cast.administrator: {here, elsewhere, nowhere},
    }
    assert can_take_away(cast.animator, here)
    assert not can_take_away(cast.animator, elsewhere)
    assert can_take_away(cast.animator, nowhere).reason


def test_sentences_are_for_all_animators_from_the_third_day(client, cast) -> None:
    sentence()
    today = timezone.localdate()
    NotUnderstood.objects.create(digest="d", first_seen=today, last_seen=today, days=2)
    client.force_login(cast.other_animator)
    response = client.get(reverse(TOLD))
    assert len(response.context["sentences"]) == 1
    assert "accorder un clavecin" in response.content.decode()
    assert "no-store" in response["Cache-Control"]


def test_counts_are_shown_by_need_and_territory(client, cast) -> None:
    rodez, need = Territory.objects.get(uid=RODEZ), Need.objects.get(code=CAR)
    for _ in range(3):
        record_report(text="", needs=[need], place=rodez, on=timezone.localdate())
    client.force_login(cast.animator)
    [row] = client.get(reverse(TOLD)).context["reports"]
    assert (row.need, row.territory.name, row.reports) == (need, "Aveyron", 3)


def test_erasing_erases(client, cast) -> None:
    text, said = report("une chorale", RODEZ), sentence()
    client.force_login(cast.animator)
    for name, pk in (("text_taken_away", text.pk), ("sentence_taken_away", said.pk)):
        url = reverse(f"search:{name}", args=[pk])
        assert client.get(url).status_code == 405
        assert client.post(url).status_code == 302
        assert client.post(url).status_code == 404
    assert not UnmetText.objects.exists()
    assert NotUnderstood.objects.get().text == ""


def test_texts_of_elsewhere_cannot_be_erased(client, cast) -> None:
    text = report("une patinoire", "fr:commune:69123")
    client.force_login(cast.animator)
    assert client.post(reverse("search:text_taken_away", args=[text.pk])).status_code == 404
    assert UnmetText.objects.exists()


def test_scripts_are_shown_as_text(client, cast) -> None:
    attack = '"><script>alert(1)</script>'
    report(attack, RODEZ)
    sentence(attack)
    client.force_login(cast.animator)
    assert "<script>alert" not in client.get(reverse(TOLD)).content.decode()


@pytest.mark.parametrize("size", [1, 10])
def test_the_page_costs_the_same_whatever_it_holds(
    client, cast, size, django_assert_max_num_queries
) -> None:
    rodez, needs = Territory.objects.get(uid=RODEZ), list(Need.objects.current()[:size])
    for number in range(size):
        record_report(text=f"mot {number}", needs=needs, place=rodez, on=timezone.localdate())
        sentence(f"phrase {number}")
    client.force_login(cast.animator)
    client.get(reverse(TOLD))
    with django_assert_max_num_queries(TOLD_QUERIES):
        client.get(reverse(TOLD))


def test_my_page_leads_there(client, cast) -> None:
    client.force_login(cast.animator)
    assert reverse(TOLD) in client.get(reverse("home:me")).content.decode()
    client.force_login(cast.outsider)
    assert reverse(TOLD) not in client.get(reverse("home:me")).content.decode()
