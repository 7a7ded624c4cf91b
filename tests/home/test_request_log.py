"""Each request has a number and one line in the log, in which nobody typed anything."""

import pytest
from django.urls import reverse

TYPED = "je-dors-dehors"


@pytest.mark.django_db
def test_a_request_has_one_line(client, home, lines) -> None:
    answer = client.get("/", {"probleme": TYPED}, headers={"x-request-id": "abc-1"})
    line = lines.answered
    assert (line["logger"], line["level"]) == ("journal.middleware", "INFO")
    assert (line["method"], line["status"], line["request"]) == ("GET", 200, "abc-1")
    assert line["ms"] > 0
    assert answer["X-Request-ID"] == "abc-1"
    assert TYPED not in lines.text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "arguments", "route"),
    [
        ("notifications:feed", [TYPED], "flux/<str:token>/"),
        ("notifications:unsubscribe", [TYPED], "desabonnement/<str:token>/"),
        ("accounts:keep", [TYPED], "compte/garder/<str:token>/"),
        ("account_confirm_email", [TYPED], "compte/confirm-email/(?P<key>[-:\\w]+)/$"),
    ],
)
def test_the_secret_of_a_mailed_link_is_not_written(
    client, home, lines, name, arguments, route
) -> None:
    client.get(reverse(name, args=arguments), {"q": TYPED})
    assert lines.answered["route"] == route
    assert TYPED not in lines.text


@pytest.mark.django_db
@pytest.mark.parametrize("path", [f"/{TYPED}.php", f"/{TYPED}/", f"/static/{TYPED}.css"])
def test_unknown_addresses_are_not_written(client, home, lines, path) -> None:
    client.get(path, {"q": TYPED})
    assert lines.answered["status"] == 404
    assert TYPED not in lines.text


@pytest.mark.django_db
def test_what_is_typed_in_a_form_or_a_header_is_not_written(client, home, lines) -> None:
    headers = {"referer": f"https://autre.example/?q={TYPED}", "user-agent": TYPED}
    client.post("/recherche/", {"probleme": TYPED, "lieu": TYPED}, headers=headers)
    client.generic(f"X{TYPED}", "/recherche/")
    assert [line["method"] for line in lines.parsed if "method" in line] == ["POST", "other"]
    assert TYPED not in lines.text


@pytest.mark.django_db
def test_the_host_that_was_asked_is_not_written(client, home, lines) -> None:
    client.get("/", headers={"host": f"{TYPED}.example"})
    assert lines.answered["status"] == 400
    assert TYPED not in lines.text


@pytest.mark.django_db
def test_a_failure_tells_where_and_not_with_what(client, home, lines, monkeypatch) -> None:
    def fail(request: object) -> None:
        raise ValueError(TYPED) from KeyError(TYPED)

    monkeypatch.setattr("search.views.read_address", fail)
    client.raise_request_exception = False
    assert client.get("/recherche/", headers={"x-request-id": "abc-1"}).status_code == 500
    (line,) = [one for one in lines.parsed if "error" in one]
    assert line["error"] == ["builtins.ValueError", "builtins.KeyError"]
    assert line["message"] == "Internal Server Error"
    assert line["request"] == "abc-1"
    assert any(frame.startswith("search/views.py:") for frame in line["at"])
    assert TYPED not in lines.text


@pytest.mark.parametrize("given", ["abc-123", "A" * 64])
def test_a_number_that_a_proxy_gave_is_kept(client, home, given) -> None:
    answer = client.get("/recherche/", headers={"x-request-id": given})
    assert answer["X-Request-ID"] == given


@pytest.mark.parametrize("given", ["", "A" * 65, "a b", "é", 'x"}', "a_b"])
def test_any_other_is_replaced_by_a_random_one(client, home, given) -> None:
    numbers = {
        client.get("/recherche/", headers={"x-request-id": given})["X-Request-ID"] for _ in range(2)
    }
    assert len(numbers) == 2
    assert all(len(number) == 32 and number.isalnum() for number in numbers)
