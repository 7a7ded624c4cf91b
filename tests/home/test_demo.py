"""The demo: what it makes, that it can be asked again, and whose database it leaves alone."""

import re
from functools import partial
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from contributions.models import Proposal, Report, Thread
from home import installing
from home.demo.people import logins_path
from home.demo.written import rows_of
from moderation.appeals.queries import appeals_before
from notifications.models import Watch
from offers.models import Need, PublicOffer, PublicOfferNeed, Structure, StructureClaim
from offers.models.beside import OfferVisibility
from territories.loading import load_country
from tests.cast import make_user

pytestmark = pytest.mark.django_db
# Some places are called "l'@telier": an address has a domain.
MAIL = re.compile(r"\w@[\w-]+\.\w")
# The departments of the demo and of the digital-help places: a ninth of the country, as fast.
DEPARTMENTS = (
    *("01", "03", "07", "12", "15", "26", "38", "42", "43", "63", "69", "73", "74", "974"),
    *("04", "05", "06", "13", "83", "84"),
)


@pytest.fixture
def demo(settings, tmp_path, monkeypatch):
    """The command without the server, in a country of twenty departments."""
    settings.DEMO = True
    settings.VAR_DIR = tmp_path

    def load(country: str) -> object:
        only = DEPARTMENTS if country == "fr" else ()
        return load_country(country=country, only=only)

    monkeypatch.setattr(installing, "load_country", load)
    return partial(call_command, "demo", "--no-serve")


def run(command) -> str:
    out = StringIO()
    command(stdout=out)
    return out.getvalue()


@pytest.mark.long
def test_the_demo_is_whole_and_can_be_asked_again(demo):
    said = run(demo)
    live = PublicOffer.objects.live()
    written = live.filter(data__source__name="Maillage (démonstration)")
    assert written.count() >= 200
    assert live.exclude(pk__in=written.values("pk")).count() == 687
    assert {row.home_territory.uid for row in written.select_related("home_territory")} >= {
        "fr:department:12",
        "fr:department:69",
        "fr:department:974",
        "be:province:LIE",
    }
    for need in Need.objects.leaves():
        assert PublicOfferNeed.objects.filter(need=need, offer__in=written).count() >= 2, need.code
    assert OfferVisibility.objects.filter(address="hidden").exists()
    assert set(Proposal.objects.values_list("state", flat=True)) == {
        *("pending", "needs_changes", "conflict", "applied", "rejected")
    }
    states = Thread.objects.values_list("state", flat=True)
    assert set(states) == {Thread.State.OPEN, Thread.State.RESOLVED}
    assert Report.objects.open().count() == 2
    assert StructureClaim.objects.open().exists()
    animator = User.objects.get(email="animatrice@demo.example")
    assert appeals_before(animator).count() == 1
    assert Watch.objects.count() == 3
    assert User.objects.count() == 5
    for user in User.objects.all():
        assert user.email in said
    assert logins_path().stat().st_mode & 0o077 == 0

    passwords = logins_path().read_text()
    assert run(demo) == said.replace(said[: said.index("\nMaillage")], "  · Base de données\n")
    assert logins_path().read_text() == passwords

    code = StringIO()
    call_command("demo_code", "animatrice@demo.example", stdout=code)
    assert code.getvalue().strip().isdigit()
    with pytest.raises(CommandError):
        call_command("demo_code", "conseillere@demo.example")

    logins_path().unlink()
    assert run(demo) != said
    paths = StringIO()
    call_command("public_paths", stdout=paths)
    assert '"hidden_offer"' in paths.getvalue()


def test_mails_of_the_real_places_are_dropped():
    rows = list(rows_of("digital-help", "places"))
    assert len(rows) == 687
    assert not [row["id"] for row in rows if "courriel" in row or MAIL.search(str(row))]


def test_a_database_of_others_is_refused_untouched(demo, places):
    make_user("quelquun@example.org", "Quelqu’un")
    with pytest.raises(CommandError, match="other than the demo"):
        run(demo)
    assert not Structure.objects.exists()
    assert User.objects.count() == 1


def test_production_is_refused(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="never runs in production"):
        call_command("demo", "--no-serve")
    with pytest.raises(CommandError, match="never runs in production"):
        call_command("demo_code", "admin@demo.example")


@pytest.mark.long
def test_a_country_is_prepared_without_the_demo(monkeypatch, places):
    monkeypatch.setattr(installing, "load_country", lambda country: None)
    out = StringIO()
    call_command("prepare", "fr", stdout=out)
    call_command("prepare", "fr", stdout=out)
    assert not User.objects.exists()
    assert not PublicOffer.objects.exists()


def test_an_unknown_country_is_refused():
    with pytest.raises(CommandError, match="Known: be, fr"):
        call_command("prepare", "xx")
