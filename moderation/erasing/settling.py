"""What is made from rows that changed: hashes, public rows, indexes."""

from collections.abc import Collection, Mapping

from wagtail.models import Page
from wagtail.search import index

from contributions.asking import sameness
from contributions.models import Proposal, Report
from contributions.rebasing import content_hash
from contributions.targets import target_id_of
from offers.models import OfferPage, PublicOffer
from offers.models.structures import PageState
from offers.publishing import refresh_public
from offers.signals import offers_changed

Touched = Mapping[str, Collection[int]]

# By table, the lookup that leads from a row to its offer.
_OF_OFFERS = {
    "offers.OfferPage": "pk",
    "wagtailcore.Page": "pk",
    "offers.PublicOffer": "pk",
    "offers.Availability": "availability",
    "offers.TemporaryNotice": "notices",
    "offers.OfferTranslation": "translations",
    "offers.Provenance": "provenance",
}


def settle(touched: Touched) -> None:
    """In the transaction that rewrote the rows; `touched` are their keys by table."""
    for proposal in Proposal.objects.filter(pk__in=touched.get("contributions.Proposal", ())):
        _hash_again(proposal)
    offers = {
        pk
        for table, lookup in _OF_OFFERS.items()
        if table in touched
        for pk in OfferPage.objects.filter(**{f"{lookup}__in": touched[table]}).values_list(
            "pk", flat=True
        )
    }
    for pk in sorted(offers):
        _project_again(pk)
    for page in Page.objects.filter(pk__in=touched.get("wagtailcore.Page", ())).specific():
        index.insert_or_update_object(page)


def forget_hashes(reports: Collection[int]) -> None:
    """A hash of a number is soon guessed: what was reported is no longer known by it."""
    for report in Report.objects.filter(pk__in=reports):
        report.dedupe_hash = content_hash(str(report.uuid))
        report.save(update_fields=["dedupe_hash"])


def _hash_again(proposal: Proposal) -> None:
    proposal.base_hash = content_hash(proposal.base_snapshot)
    proposal.dedupe_hash = sameness(
        target=proposal.target_kind,
        target_id=target_id_of(proposal),
        base=proposal.base_snapshot,
        changes=proposal.changes,
        action=proposal.action,
    )
    proposal.save(update_fields=["base_hash", "dedupe_hash"])


def _project_again(pk: int) -> None:
    """The public row of an offer, from what stands; that of one that left the site only counts."""
    row = PublicOffer.objects.select_for_update().get(pk=pk)
    if row.state == PageState.LIVE:
        refresh_public(OfferPage.objects.get(pk=pk))
        return
    row.version += 1
    row.save(update_fields=["version"])
    offers_changed.send(sender=PublicOffer, offer_ids=[pk], rows=[row], change=None)
