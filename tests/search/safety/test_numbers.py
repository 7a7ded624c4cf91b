"""The table of emergency numbers: loaded, edited, with a history."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse

from accounts.models import User
from search.models import EmergencyNumber
from search.safety.kinds import Danger
from search.safety.numbers import load_emergency_numbers, shipped_numbers

pytestmark = pytest.mark.django_db

FORM = {
    "country_code": "fr",
    "number": "0 800 00 00 00",
    "channel": "call",
    "kinds": ["roof", "hunger"],
    "names_fr": "Accueil de nuit",
    "names_en": "Night shelter",
    "names_ar": "",
    "hours_fr": "",
    "details_fr": "",
    "languages": "fr",
    "position": "5",
    "is_shown": "on",
}


@pytest.fixture
def admin(client, db, settings):
    settings.MIDDLEWARE = [m for m in settings.MIDDLEWARE if "SecondFactor" not in m]
    user = User.objects.create_superuser("admin@exemple.fr", "mot-de-passe-long")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def url(act: str, *args: int) -> str:
    return reverse(EmergencyNumber.snippet_viewset.get_url_name(act), args=args)


@pytest.mark.parametrize("country", ["fr", "be"])
@pytest.mark.parametrize("danger", Danger)
def test_every_danger_has_a_number_in_each_country(country, danger) -> None:
    found = [n for n in shipped_numbers() if n.country_code == country and danger in n.kinds]
    assert len(found) >= 2
    assert any(number.channel == EmergencyNumber.Channel.CALL for number in found)


def test_each_number_is_valid_and_told_in_the_languages_of_the_site(settings) -> None:
    codes = {code for code, _name in settings.LANGUAGES}
    for number in shipped_numbers():
        number.full_clean()
        assert set(number.names) == set(number.hours) == set(number.details) == codes


def test_loading_twice_adds_nothing_and_keeps_what_people_did(capsys) -> None:
    assert load_emergency_numbers() == len(shipped_numbers())
    EmergencyNumber.objects.get(country_code="fr", number="15").delete()
    police = EmergencyNumber.objects.get(country_code="fr", number="17")
    police.position = 1
    police.save(update_fields=["position"])
    call_command("load_emergency_numbers")
    assert "0 numbers added" in capsys.readouterr().out
    assert not EmergencyNumber.objects.filter(country_code="fr", number="15").exists()
    police.refresh_from_db()
    assert police.position == 1
    assert [line.history_type for line in police.history.all()] == ["~", "+"]


@pytest.mark.parametrize("kinds", [[], ["unknown"], "roof"])
def test_a_number_answers_known_dangers(kinds) -> None:
    number = EmergencyNumber(country_code="fr", number="1", kinds=kinds, names={"fr": "x"})
    with pytest.raises(ValidationError):
        number.full_clean()


@pytest.mark.parametrize("text", ["", "12 34a", "javascript:1", "0800-30"])
def test_a_number_is_digits(text) -> None:
    number = EmergencyNumber(country_code="fr", number=text, kinds=["roof"], names={"fr": "x"})
    with pytest.raises(ValidationError):
        number.full_clean()


@pytest.mark.ignore_template_errors
def test_an_administrator_adds_mends_and_deletes(admin) -> None:
    assert admin.post(url("add"), FORM).status_code == 302
    number = EmergencyNumber.objects.get(number="0 800 00 00 00")
    assert number.kinds == ["roof", "hunger"]
    assert number.names == {"fr": "Accueil de nuit", "en": "Night shelter"}
    page = admin.get(url("edit", number.pk)).content.decode()
    assert re.search(r'name="names_fr"[^>]*value="Accueil de nuit"', page)
    admin.post(url("edit", number.pk), {**FORM, "names_fr": "Halte de nuit"})
    number.refresh_from_db()
    assert number.names["fr"] == "Halte de nuit"
    assert number.history.first().names["fr"] == "Halte de nuit"
    assert admin.get(url("list")).status_code == 200
    admin.post(url("delete", number.pk))
    assert not EmergencyNumber.objects.filter(pk=number.pk).exists()


@pytest.mark.ignore_template_errors
@pytest.mark.parametrize(
    "change", [{"kinds": []}, {"names_fr": "", "names_en": ""}, {"number": "x"}]
)
def test_a_form_that_says_nothing_is_given_back(admin, change) -> None:
    assert admin.post(url("add"), {**FORM, **change}).status_code == 200
    assert not EmergencyNumber.objects.exists()


def test_a_visitor_is_sent_to_the_sign_in_page(client) -> None:
    assert client.post(url("add"), FORM).status_code == 302
    assert not EmergencyNumber.objects.exists()
