"""Filling an empty database with the demo, all or nothing, and never another's database."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from home.demo import answers, around_pages, digital_help, proposals, written
from home.demo.people import create_people
from home.installing import Say, install
from home.models import HomePage
from journal.audit import record
from journal.models import AuditEvent
from offers.bulk import publish_many
from offers.models import OfferPage, Structure
from offers.sources import ensure_source
from territories.models import Territory, TerritoryContact

SEEDED = "demo.seeded"
KEPT_BY_THE_PUBLISHER = "av-garage-du-causse"
COUNTRIES = ("fr", "be")


class NotADemoDatabase(Exception):
    """The database holds accounts or offers that the demo did not make."""


@dataclass(frozen=True, slots=True)
class Seeded:
    structures: int
    offers: int


def is_seeded() -> bool:
    return AuditEvent.objects.filter(action=SEEDED).exists()


def refuse_other_databases() -> None:
    """Raise NotADemoDatabase unless the database is empty or holds the demo."""
    if is_seeded():
        return
    if User.objects.exists() or OfferPage.objects.exists() or Structure.objects.exists():
        raise NotADemoDatabase


def seed(say: Say) -> Seeded:
    """Places, words and pages, then people, offers and proposals in one transaction.

    Does nothing but count when the demo is there already. Raises NotADemoDatabase.
    """
    refuse_other_databases()
    if not is_seeded():
        install(COUNTRIES, say)
        home = HomePage.objects.get()
        with transaction.atomic():
            _seed_content(say)
            record(actor=None, action=SEEDED, subject=home)
    return Seeded(structures=Structure.objects.count(), offers=OfferPage.objects.count())


def _seed_content(say: Say) -> None:
    countries = {code: Territory.objects.get(uid=code) for code in COUNTRIES}
    structures = _seed_written(countries, say)
    _seed_digital_help(countries["fr"], say)
    _seed_contacts()
    people = create_people(structures[KEPT_BY_THE_PUBLISHER])
    offers = proposals.written_offers()
    answers.answer_some(people, offers)
    around_pages.live_around(people, offers, structures)
    proposals.propose_all(people, offers)


def _seed_written(countries: dict[str, Territory], say: Say) -> dict[str, Structure]:
    now = timezone.now()
    every: dict[str, Structure] = {}
    for folder in written.FOLDERS:
        found = {key: structure for key, (structure, _o) in written.structures_of(folder).items()}
        for structure in found.values():
            structure.save()
        every |= found
        country = countries[next(iter(found.values())).home_territory.country_code]
        source = ensure_source(
            key=f"{written.SOURCE}-{country.uid}",
            name=written.SOURCE_NAME,
            licence=written.LICENCE,
            territory=country,
        )
        offers = written.offers_of(folder, found, source=source, now=now)
        say(f"Offres : {folder}, {sum(1 for _ in publish_many(offers, country=country))}")
    return every


def _seed_digital_help(france: Territory, say: Say) -> None:
    source = ensure_source(
        key=digital_help.SOURCE,
        name=digital_help.SOURCE_NAME,
        licence=digital_help.LICENCE,
        territory=france,
    )
    pairs = list(digital_help.place_offers(source=source, now=timezone.now()))
    for structure, _offer in pairs:
        structure.save()
    count = sum(1 for _ in publish_many((offer for _s, offer in pairs), country=france))
    say(f"Lieux d’aide au numérique : {count}")


_CONTACTS = (
    ("fr:department:12", "Awa, animatrice pour l’Aveyron", "aveyron@demo.example"),
    ("fr:department:69", "L’équipe du Rhône", "rhone@demo.example"),
    ("fr:department:974", "L’équipe de La Réunion", "reunion@demo.example"),
    ("be:province:LIE", "L’équipe de la province de Liège", "liege@demo.example"),
    ("fr", "L’équipe nationale", "france@demo.example"),
    ("be", "L’équipe nationale", "belgique@demo.example"),
)


def _seed_contacts() -> None:
    for uid, name, email in _CONTACTS:
        TerritoryContact.objects.create(
            territory=Territory.objects.get(uid=uid), name=name, email=email
        )
