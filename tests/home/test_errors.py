import sqlite3

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse

from home import errors


def test_unknown_address_offers_a_search(client, home) -> None:
    answer = client.get("/nulle-part/")
    assert answer.status_code == 404
    assert 'name="probleme"' in answer.content.decode()


def test_refusal_gives_its_reason(home) -> None:
    request = RequestFactory().get("/")
    answer = errors.permission_denied(request, PermissionDenied("Hors de votre territoire."))
    assert answer.status_code == 403
    assert "Hors de votre territoire." in answer.content.decode()


def test_bad_request_does_not_repeat_the_exception(home) -> None:
    answer = errors.bad_request(RequestFactory().get("/"), SuspiciousOperation("<b>secret</b>"))
    assert answer.status_code == 400
    assert "secret" not in answer.content.decode()


def test_form_without_its_token(home, person) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    answer = strict.post(reverse("home:notice_read", args=[1]))
    assert answer.status_code == 403
    assert "<ol>" in answer.content.decode()


def test_own_failure_is_told_without_the_database(django_assert_num_queries) -> None:
    answer = errors.server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "112" in answer.content.decode()


def caused(name: str, code: int) -> OperationalError:
    """As Django passes on what SQLite raised."""
    error, cause = OperationalError(name), sqlite3.OperationalError(name)
    cause.sqlite_errorcode = code
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (OperationalError("connection refused at db.internal"), 503),
        (InterfaceError("connection already closed"), 503),
        (caused("database is locked", sqlite3.SQLITE_BUSY), 503),
        (caused("no such column: secret", sqlite3.SQLITE_ERROR), 500),
        (ProgrammingError("relation does not exist"), 500),
        (ValueError("secret"), 500),
    ],
)
def test_while_the_database_is_away_the_page_says_so(client, home, monkeypatch, error, status):
    def fail(request: object) -> None:
        raise error

    monkeypatch.setattr("search.views.read_address", fail)
    client.raise_request_exception = False
    answer = client.get("/recherche/")
    page = answer.content.decode()
    assert answer.status_code == status
    assert answer.get("Retry-After") == ("30" if status == 503 else None)
    assert ("s’absente un instant" in page) is (status == 503)
    assert f">{status}<" in page
    assert str(error) not in page


@pytest.mark.parametrize("replacement", ["", "/offres/abcd2345-une-autre/"])
def test_gone_page_leads_to_what_replaces_it(home, replacement) -> None:
    context = {"title": "Garage", "replacement_url": replacement, "replacement_title": "Vélo"}
    page = render_to_string("410.html", context, request=RequestFactory().get("/"))
    assert "Garage" in page
    assert ("Vélo" in page) is bool(replacement)
