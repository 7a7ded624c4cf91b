"""What people do around the pages of the demo: talk, report, ask for a structure, follow, read."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from contributions.discussion.places import at_page
from contributions.discussion.services import open_thread, reply, resolve
from contributions.models import Report
from contributions.reporting.services import Told, file_report
from contributions.reporting.subjects import Subject
from home.demo.people import ANIMATOR, CONTRIBUTOR, PUBLISHER
from notifications.following import follow
from notifications.models import Frequency
from offers.keeping.claims import ask_claim
from offers.models import OfferCount, OfferPage, Structure, StructureClaim

_CAR = "av-location-voiture"
_ASKED_FOR = "av-ensemble-autrement"
_READ_EACH_DAY = (
    ("av-location-voiture", 4, 2),
    ("av-voiture-occasion", 2, 0),
    ("av-self-garage", 1, 1),
)
_DAYS_READ = 20


def live_around(
    people: dict[str, User], offers: dict[str, OfferPage], structures: dict[str, Structure]
) -> None:
    _talk(people, offers[_CAR])
    _report(offers)
    ask_claim(
        structure=structures[_ASKED_FOR],
        claimant=people[CONTRIBUTOR.key],
        way=StructureClaim.Way.EVIDENCE,
        evidence="Je suis secrétaire de l’association depuis l’assemblée générale d’avril. "
        "Le compte rendu est sur notre site, page « Vie de l’association » : mon nom y figure.",
    )
    _follow(people, offers, structures)
    _read(offers)


def _talk(people: dict[str, User], offer: OfferPage) -> None:
    """One question that waits for an end, one that is settled."""
    nadia, garage, awa = (people[part.key] for part in (CONTRIBUTOR, PUBLISHER, ANIMATOR))
    place = at_page(offer)
    waiting = open_thread(
        author=nadia,
        place=place,
        subject="Et avec un permis étranger ?",
        body="J’accompagne une dame qui a un permis ukrainien. Peut-elle louer une voiture chez "
        "vous en attendant l’échange ?",
    )
    reply(
        author=garage,
        thread=waiting,
        body=f"Bonjour @{nadia.display_name}, oui, tant que le permis est reconnu en France. "
        "Qu’elle vienne avec l’original et sa carte de séjour, on regarde ensemble.",
    )
    settled = open_thread(
        author=awa,
        place=place,
        subject="La caution fait peur",
        body="Deux personnes m’ont dit avoir renoncé à cause de la caution. Est-elle encaissée ?",
    )
    reply(
        author=garage,
        thread=settled,
        body="Non, jamais encaissée. Nous l’avons écrit sur la page, à côté du prix.",
    )
    resolve(user=awa, thread=settled)


def _report(offers: dict[str, OfferPage]) -> None:
    """Two visitors without an account."""
    file_report(
        subject=Subject(offers["av-velo-electrique-millau"]),
        told=Told(
            reason=Report.Reason.PHONE,
            changes={},
            base={},
            text="J’ai appelé trois fois cette semaine, le numéro n’est plus attribué.",
            network="192.0.2.0/24",
        ),
    )
    file_report(
        subject=Subject(offers["av-premiere-location"]),
        told=Told(
            reason=Report.Reason.TURNED_AWAY,
            changes={},
            base={},
            text="On m’a répondu que c’était complet jusqu’en mars.",
            network="198.51.100.0/24",
        ),
    )


def _follow(
    people: dict[str, User], offers: dict[str, OfferPage], structures: dict[str, Structure]
) -> None:
    nadia = people[CONTRIBUTOR.key]
    for page, frequency in (
        (("offer", offers["av-abri-de-nuit"].public_id), Frequency.INSTANT),
        (("structure", structures["av-pas-de-porte"].public_id), Frequency.DAILY),
        (("territory", "fr:department:12"), Frequency.WEEKLY),
    ):
        follow(user=nadia, page=page, frequency=frequency)


def _read(offers: dict[str, OfferPage]) -> None:
    """Three weeks of visits, so that the board of the structure has something to say."""
    today = timezone.localdate()
    kinds = OfferCount.What
    OfferCount.objects.bulk_create(
        OfferCount(offer=offers[key], day=today - timedelta(days=back), what=what, count=count)
        for key, views, calls in _READ_EACH_DAY
        for back in range(_DAYS_READ)
        for what, count in ((kinds.VIEW, views + back % 3), (kinds.PHONE, calls * (back % 2)))
        if count
    )
