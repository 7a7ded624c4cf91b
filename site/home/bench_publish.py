"""The bench of a publication: ours beside Wagtail's own, whose rows ours writes by itself."""

from collections.abc import Iterator, Mapping
from itertools import count, cycle

from django.db import transaction

from home.bench import BenchNeeds, Subject, bench
from offers.models import OfferPage
from offers.publishing import publish_one

OFFERS = 50


@bench("publish")
def _publications() -> Mapping[str, Subject]:
    pages = list(OfferPage.objects.live().order_by("pk")[:OFFERS])
    if len(pages) < OFFERS:
        raise BenchNeeds("Load offers first: make demo, or the load set.")
    return {
        "a publication, all rows": _taken_back(_ours(pages)),
        "Wagtail's saving and publishing alone": _taken_back(_wagtails(pages)),
    }


def _ours(pages: list[OfferPage]) -> Iterator[object]:
    for page, number in zip(cycle(pages), count()):
        yield publish_one(offer=page, fields={"fee_detail": f"{number} € par mois"}, author=None)


def _wagtails(pages: list[OfferPage]) -> Iterator[object]:
    for page, number in zip(cycle(pages), count()):
        page.fee_detail = f"{number} € par mois"
        page.save_revision(clean=False).publish()
        yield page


def _taken_back(acts: Iterator[object]) -> Subject:
    """One act of them, then undone: what is measured stays as it was."""

    def act() -> None:
        with transaction.atomic():
            next(acts)
            transaction.set_rollback(True)

    return act
