import json
from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import Count
from django.urls import reverse
from wagtail.models import PageLogEntry

from contributions.history.kinds import kept_in
from contributions.models import Proposal
from home.models import GuidePage
from offers.models import PublicOffer
from offers.models.structures import AddressVisibility


class Command(BaseCommand):
    help = "Print, as one JSON object, an address of each kind of public page (for browser checks)."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(json.dumps({**_listings(), **_offers(), **_accounts()}))


def _listings() -> dict[str, str]:
    guide = GuidePage.objects.live().first()
    results = (
        f"{reverse('search:results')}?besoin=mobilite--acceder-a-un-vehicule&lieu=fr:commune:12202"
    )
    return {
        "home": "/",
        "guide": guide.get_url() if guide else "/",
        "needs": reverse("offers:needs"),
        "category": reverse("offers:need", args=["mobilite"]),
        "need": reverse("offers:need", args=["mobilite--acceder-a-un-vehicule"]),
        "territories": reverse("offers:territories"),
        "country": reverse("offers:territory", args=["fr"]),
        "territory": reverse("offers:territory", args=["fr:department:12"]),
        "commune": reverse("offers:territory", args=["fr:commune:12202"]),
        "structures": reverse("offers:structures"),
        "search": reverse("search:results"),
        "results": results,
        "narrowed": f"{results}&affiner=1",
        "no_results": reverse("search:results") + "?lieu=fr:commune:12202",
        "style": reverse("home:style"),
        "not_found": "/nulle-part/",
    }


def _offers() -> dict[str, str]:
    live = PublicOffer.objects.live().select_related("structure")
    waiting = Proposal.objects.open().filter(offer__isnull=False).values("offer")
    offer = live.filter(pk__in=waiting).first() or live.first()
    if offer is None:
        return {}
    hidden = live.filter(data__address__visibility=AddressVisibility.HIDDEN).first() or offer
    imported = live.exclude(data__source__url="").first() or live.last() or offer
    return {
        "offer": offer.get_absolute_url(),
        "hidden_offer": hidden.get_absolute_url(),
        "imported_offer": imported.get_absolute_url(),
        **_history(offer),
        "structure": offer.structure.get_absolute_url(),
        "propose": reverse("contributions:propose-edit", args=[offer.public_id]),
    }


def _history(offer: PublicOffer) -> dict[str, str]:
    """Of the page that changed most often, so that two versions of it can be compared."""
    kept = kept_in("offres")
    changed = PageLogEntry.objects.filter(action="offers.publish").values("page_id")
    most = changed.annotate(count=Count("pk")).order_by("-count", "page_id").first()
    row = PublicOffer.objects.filter(pk=most["page_id"]).first() if most else None
    page = (row or offer).offer
    name = ["offres", page.public_id]
    versions = [entry.version for entry in kept.log.entries(page) if entry.version]
    compare = reverse("contributions:history-compare", args=name)
    return {
        "history": reverse("contributions:history", args=name),
        "history_who": reverse("contributions:history-who", args=name),
        "old_version": reverse("contributions:history-version", args=[*name, versions[-1]]),
        "compare": f"{compare}?de={versions[-1]}&a={versions[0]}",
        "compare_sides": f"{compare}?de={versions[-1]}&a={versions[0]}&vue=cote-a-cote",
        "structure_history": reverse(
            "contributions:history", args=["structures", page.structure.public_id]
        ),
    }


def _accounts() -> dict[str, str]:
    return {
        "login": reverse("account_login"),
        "signup": reverse("account_signup"),
        "password_reset": reverse("account_reset_password"),
    }
