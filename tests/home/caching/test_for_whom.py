"""Nothing of one person is kept or shown to another; what is kept says all that an answer says."""

from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from home.caching.keeping import LONGEST, is_shared
from home.caching.topics import topics_of
from tests.factories import CAR
from tests.home.caching.visitors import headers_of, number_kept, read, read_anew

PERSONAL = (
    {"HTTP_AUTHORIZATION": "Bearer x"},
    {"HTTP_HX_REQUEST": "true"},
    {"HTTP_COOKIE": "sessionid=not-a-session"},
    {"HTTP_COOKIE": "messages=x"},
)


def test_a_kept_page_costs_one_question(scene, django_assert_num_queries) -> None:
    for path in scene.addresses:
        drawn = read(path)
        with django_assert_num_queries(1):
            kept = read(path)
        assert kept.content == drawn.content


def test_a_kept_page_says_all_that_a_drawn_one_says(scene) -> None:
    for path in scene.addresses:
        drawn, kept = read(path), read(path)
        assert kept.status_code == drawn.status_code == 200
        assert headers_of(kept) == headers_of(drawn)
        assert kept["X-Request-ID"] != drawn["X-Request-ID"]
        assert "default-src 'self'" in kept["Content-Security-Policy"]
        assert kept["X-Frame-Options"] == "DENY"
        assert kept["X-Content-Type-Options"] == "nosniff"
        assert kept["Referrer-Policy"] == "same-origin"
        assert kept["Cross-Origin-Opener-Policy"] == "same-origin"
        assert kept["Cache-Control"] == "no-cache"
        assert "Set-Cookie" not in kept
        assert not kept.cookies


def test_https_is_told_to_be_kept(scene, settings) -> None:
    settings.SECURE_HSTS_SECONDS = 3600
    answers = [Client().get(scene.page, secure=True) for _ in range(2)]
    assert answers[0]["Strict-Transport-Security"] == answers[1]["Strict-Transport-Security"]
    assert "Strict-Transport-Security" not in read(scene.page)


def test_http_leads_to_https_and_keeps_nothing(scene, settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert Client().get(scene.page, secure=True).status_code == 200
    for _ in range(2):
        answer = read(scene.page)
        assert answer.status_code == 301
        assert answer["Location"].startswith("https://")
    assert number_kept() == 1


def test_what_a_member_reads_is_theirs(scene) -> None:
    for path in scene.addresses:
        signed_in = Client()
        signed_in.force_login(scene.cast.publisher)
        theirs = signed_in.get(path)
        assert theirs["Cache-Control"] == "private, no-cache"
        assert "ETag" not in theirs
        assert reverse("home:me") in theirs.content.decode()
    assert number_kept() == 0
    for path in scene.addresses:
        assert reverse("home:me") not in read(path).content.decode()


def test_a_member_is_not_shown_what_was_kept(scene) -> None:
    kept = read(scene.page)
    signed_in = Client()
    signed_in.force_login(scene.cast.publisher)
    theirs = signed_in.get(scene.page, headers={"If-None-Match": kept["ETag"]})
    assert theirs.status_code == 200
    assert reverse("home:me") in theirs.content.decode()


@pytest.mark.parametrize("said", PERSONAL, ids=str)
def test_who_says_something_of_themselves_is_answered_alone(scene, said) -> None:
    answer = Client(**said).get(scene.page)
    assert answer.status_code == 200
    assert number_kept() == 0
    assert "ETag" not in answer


def test_other_cookies_change_nothing(scene, django_assert_num_queries) -> None:
    first = Client(
        HTTP_COOKIE="csrftoken=aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbb; django_language=en; _ga=1"
    ).get(scene.page)
    with django_assert_num_queries(1):
        second = read(scene.page)
    assert first.content == second.content
    assert 'lang="fr"' in second.content.decode()


@pytest.mark.parametrize("language", ["en", "ar, en;q=0.5", "xx"])
def test_the_address_alone_says_the_language(scene, language) -> None:
    french, english = read(scene.page), read(f"/en{scene.page}")
    assert read(scene.page, accept_language=language).content == french.content
    assert read(f"/en{scene.page}", accept_language=language).content == english.content
    assert 'lang="en"' in english.content.decode()


def test_a_question_in_the_address_is_answered_anew(scene) -> None:
    assert read_anew(scene.page).status_code == 200
    assert number_kept() == 0


def test_each_host_has_its_own_page_and_no_other_is_answered(scene, settings) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "autre.example"]
    read(scene.page)
    assert number_kept() == 1
    assert Client(HTTP_HOST="autre.example").get(scene.page).status_code == 200
    assert number_kept() == 2
    evil = Client(HTTP_HOST="evil.example", raise_request_exception=False)
    assert evil.get(scene.page).status_code == 400
    for header in ("HTTP_X_FORWARDED_HOST", "HTTP_X_ORIGINAL_URL", "HTTP_X_REWRITE_URL"):
        assert b"evil.example" not in Client(**{header: "evil.example"}).get(scene.page).content
    assert number_kept() == 2


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_only_reading_is_answered_from_what_is_kept(scene, method) -> None:
    read(scene.page)
    assert Client().generic(method, scene.page).status_code == 405


def test_who_asks_for_the_head_has_the_same(scene, django_assert_num_queries) -> None:
    asked_first = Client().head(scene.page)
    page = read(scene.page)
    with django_assert_num_queries(1):
        head = Client().head(scene.page)
    assert not head.content
    assert page.content == read_anew(scene.page).content
    assert headers_of(head) == headers_of(page) == headers_of(asked_first)


def test_who_has_the_page_is_told_so(scene, settings) -> None:
    for most in (100, 0):
        settings.PAGE_CACHE = most
        for _ in range(2):
            etag = read(scene.page)["ETag"]
            for known in (etag, f'"x", {etag}', f"W/{etag}", "*"):
                answer = read(scene.page, if_none_match=known)
                assert answer.status_code == 304
                assert answer["ETag"] == etag
                assert answer["Cache-Control"] == "no-cache"
                assert not answer.content
            assert read(scene.page, if_none_match='"x"').status_code == 200


def test_who_has_an_old_page_is_given_the_new(scene) -> None:
    from tests.home.caching.changes import CHANGES

    etag = read(scene.page)["ETag"]
    CHANGES["an offer is edited"](scene)
    answer = read(scene.page, if_none_match=etag)
    assert answer.status_code == 200
    assert answer["ETag"] != etag


def test_only_whole_pages_are_kept(scene) -> None:
    offer = scene.page.partition("-")[0]
    for path, status in (
        (f"{offer}-autre-nom/", 301),
        ("/offres/aaaaaaaa-rien/", 404),
        ("/besoins/rien/", 404),
        ("/territoires/nulle-part/", 404),
        ("/pas-de-guide/", 404),
        ("/cms/", 302),
        ("/mon-espace/", 302),
        (f"{offer.replace('/offres', '/besoins')}/flux/", 404),
    ):
        assert read(path).status_code == status, path
    assert number_kept() == 0


@pytest.mark.parametrize(
    "path",
    [
        "/recherche/",
        "/recherche/?besoin=x",
        "/besoins/sans-reponse/",
        f"/besoins/{CAR}/flux/",
        "/territoires/fr/tableau-de-bord/",
        "/structures/a-confier/",
        "/structures/sans-personne/",
        "/moderation/",
        "/compte/mes-donnees/",
        "/composants/",
        "/offres/compte/",
    ],
)
def test_other_pages_are_left_alone(words, path) -> None:
    assert topics_of(path) == ()


def test_nothing_is_kept_when_the_operator_says_so(scene, settings) -> None:
    settings.PAGE_CACHE = 0
    for _ in range(2):
        read(scene.page)
    assert number_kept() == 0


def test_a_page_that_holds_a_token_is_not_shared(rf) -> None:
    """The mark of a form goes with a cookie: whichever page draws one is for one reader."""
    from django.http import HttpResponse
    from django.middleware.csrf import CsrfViewMiddleware, get_token

    def view(request: Any) -> HttpResponse:
        return HttpResponse(get_token(request))

    answer = CsrfViewMiddleware(view)(rf.get("/"))
    assert not is_shared(answer)


def test_pages_are_forgotten_within_the_hour(scene) -> None:
    read(scene.page)
    (expires,) = caches["pages"]._expire_info.values()
    from time import time

    assert 0 < expires - time() <= LONGEST.total_seconds()


def test_the_log_names_the_view_of_a_kept_page(scene) -> None:
    drawn, kept = read(scene.page), read(scene.page)
    for answer in (drawn, kept):
        assert answer.wsgi_request.resolver_match.view_name == "offers:offer"
