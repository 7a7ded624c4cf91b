"""Where what was typed, and from where, must not be: tables, logs, addresses, the public page."""

import logging

from django.apps import apps
from django.core import serializers
from django.test import Client

from contributions.models import Report
from tests.contributions.reporting.making import HOURS, RIGHT_HOURS, send, told, url

ADDRESS = "203.0.113.77"


def everything_stored() -> str:
    rows = [
        serializers.serialize("json", model._base_manager.all())
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    ]
    return "\n".join(rows)


def test_no_address_is_stored_nor_logged(offer, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    visitor = Client(REMOTE_ADDR=ADDRESS)
    send(visitor, offer)
    send(visitor, offer, **{HOURS: RIGHT_HOURS}, text="Rideau baissé", email="lea@example.org")
    stored = everything_stored()
    assert "Rideau" in stored
    for secret in (ADDRESS, "203.0.113", "lea@example.org"):
        assert secret not in stored
        assert secret not in caplog.text
    assert "Rideau" not in caplog.text


def test_the_words_are_in_no_address_and_no_cache(client, offer) -> None:
    response = send(client, offer, text="Rideau baissé")
    assert "Rideau" not in response["Location"]
    page = client.get(url(offer))
    assert (page["Referrer-Policy"], page["X-Robots-Tag"]) == ("no-referrer", "noindex")
    assert "no-store" in page["Cache-Control"]


def test_the_page_says_what_and_when_and_no_word(client, offer) -> None:
    told(offer, text="Rideau baissé")
    told(offer, reason="personal_data", text="Le nom de ma voisine")
    page = client.get(offer.public.get_absolute_url()).content.decode()
    assert 'class="notice notice--warning reported"' in page
    assert page.count("<li>")
    assert "Rideau" not in page
    assert "voisine" not in page
    assert "privée" not in page


def test_the_form_costs_the_same_whatever_was_reported(
    client, offer, django_assert_max_num_queries
) -> None:
    client.get(url(offer))
    for reason in Report.Reason.values:
        told(offer, reason=reason)
    with django_assert_max_num_queries(12):
        client.get(url(offer))
