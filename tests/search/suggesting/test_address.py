"""The address that answers: only a POST, nothing kept, whatever is sent."""

import logging
from typing import Any

import pytest
from django.db import connection
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.examples import tries
from tests.factories import CAR

pytestmark = pytest.mark.django_db


ADDRESS = "/recherche/suggestions/"


def post(client, text: str) -> list[dict[str, Any]]:
    response = client.post(ADDRESS, {"q": text})
    assert response.status_code == 200
    found: list[dict[str, Any]] = response.json()["suggestions"]
    return found


def test_the_answer(client, offer) -> None:
    with override("fr"):
        found = post(client, "location")
    [mine] = [one for one in found if one["kind"] == "offer"]
    assert mine["label"] == mine["value"] == offer.title
    assert mine["detail"].endswith(" · Garage du Causse")
    assert mine["page"] == offer.get_absolute_url()
    assert mine["need"] == ""
    assert mine["icon"] == "document"


def test_a_need_fills_the_box_and_leads_nowhere(client) -> None:
    found = next(one for one in post(client, "avoir une voi") if one["kind"] == "need")
    assert (found["need"], found["page"]) == (CAR, "")


@pytest.mark.parametrize("method", ["get", "put", "delete", "head"])
def test_only_post(client, method) -> None:
    response = getattr(client, method)(f"{ADDRESS}?q=voiture")
    assert response.status_code == 405


def test_nothing_is_kept(client, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    response = client.post(ADDRESS, {"q": "zanzibarite"})
    assert "no-store" in response["Cache-Control"]
    assert "zanzibarite" not in caplog.text
    assert not client.cookies


HOSTILE = [
    "\x00",
    "voi\x00ture",
    "a" * 10_000,
    "🙂" * 50,
    "voiture 🙂",
    '" OR *',
    'NEAR("a" "b", 2)',
    "title_tokens:voiture",
    "voiture*",
    "^voiture",
    "-voiture",
    "voiture AND NOT (roue",
    "x'); DROP TABLE search_titles; --",
    "'voi':* | 'x' & !'y' <-> z",
    "\\",
    "%%s %s %(x)s",
    "__%__",
    "\u202eerutiov\u202c",
    "\u200fسيارة\u200e",
    "voi\u00adtu\u200bre",
    "½ ² Ⅷ 𞤀𞤁 ǆ ﬁ",
    "İstanbul ß ſ",
    "<script>alert(1)</script>",
    "1234567890" * 11,
]


def troubles(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    """Beside the one line that each answer leaves."""
    return [record for record in caplog.records if record.levelno > logging.INFO]


@pytest.mark.parametrize("typed", HOSTILE)
def test_anything_is_answered(client, offer, typed, caplog) -> None:
    post(client, typed)
    assert troubles(caplog) == []


@given(st.text(max_size=130))
@settings(
    max_examples=tries(80),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_text_is_answered(client, offer, typed) -> None:
    post(client, typed.encode("utf-8", "ignore").decode())


def test_bytes_that_are_no_text_are_answered(client) -> None:
    response = client.post(
        ADDRESS, b"q=%ff%fe%80voiture", content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code == 200
    assert client.post(ADDRESS).json() == {"suggestions": []}


def test_an_outage_proposes_nothing_and_tells_no_word(client, offer, caplog) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TABLE search_titles")
        else:
            cursor.execute("ALTER TABLE search_searchdocument RENAME COLUMN title_tokens TO gone")
    assert post(client, "voiture") == []
    [record] = troubles(caplog)
    assert record.levelname == "ERROR"
    assert "voiture" not in caplog.text
