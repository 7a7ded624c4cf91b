from typing import Any, ClassVar, NoReturn

from django.db import models
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from offers.identifiers import new_public_id, public_slug
from offers.models.structures import Structure
from territories.models import Territory


class OfferPage(Page):
    """A service a person can use, as the wiki knows it: its proposable fields, nothing volatile.

    Codes are those of the vocabularies, stored as sorted lists (ADR 0006); texts are clean HTML
    (`offers.richtext`); places are territory or zone uids. Never saved but by `offers.publishing`.
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    structure = models.ForeignKey(Structure, on_delete=models.PROTECT, related_name="offers")
    home_territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="offers")

    summary = models.CharField(_("in short"), max_length=280, blank=True)
    what = models.TextField(_("what it is"), blank=True)
    for_whom = models.TextField(_("for whom"), blank=True)
    how_it_goes = models.TextField(_("how it goes"), blank=True)
    what_next = models.TextField(_("what happens next"), blank=True)
    simple_version = models.TextField(_("in simple words"), blank=True)

    service_types = models.JSONField(_("types of service"), default=list, blank=True)
    needs = models.JSONField(_("needs it answers"), default=list, blank=True)
    audiences = models.JSONField(_("audiences"), default=list, blank=True)
    audience_detail = models.CharField(_("more about the audience"), max_length=500, blank=True)
    access_conditions = models.TextField(_("conditions"), blank=True)
    documents = models.JSONField(_("documents to bring"), default=list, blank=True)
    fee = models.CharField(_("fee"), max_length=20, blank=True)
    fee_detail = models.CharField(_("more about the fee"), max_length=500, blank=True)
    reception_modes = models.JSONField(_("reception modes"), default=list, blank=True)

    engage_person = models.JSONField(_("how a person gets in touch"), default=list, blank=True)
    engage_worker = models.JSONField(_("how a worker refers someone"), default=list, blank=True)
    contact_name = models.CharField(_("contact"), max_length=120, blank=True)
    contact_phone = models.CharField(_("phone"), max_length=20, blank=True)
    contact_email = models.EmailField(_("e-mail address"), blank=True)
    website = models.URLField(_("web page"), max_length=500, blank=True)

    street_address = models.CharField(_("street address"), max_length=200, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=12, blank=True)
    commune = models.ForeignKey(
        Territory, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    opening_hours = models.CharField(_("opening hours"), max_length=500, blank=True)
    coverage = models.JSONField(_("area served"), default=list, blank=True)

    duration_weeks = models.PositiveSmallIntegerField(_("duration in weeks"), null=True, blank=True)
    hours_per_week = models.FloatField(_("hours a week"), null=True, blank=True)
    languages_spoken = models.JSONField(_("languages spoken"), default=list, blank=True)
    min_age = models.PositiveSmallIntegerField(_("from age"), null=True, blank=True)
    max_age = models.PositiveSmallIntegerField(_("to age"), null=True, blank=True)
    accessibility = models.TextField(_("accessibility of the place"), blank=True)

    search_fields: ClassVar[list[Any]] = []
    wagtail_reference_index_ignore = True
    search_auto_update = False
    parent_page_types: ClassVar[list[str]] = ["offers.OfferIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    is_creatable = False

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")

    def get_absolute_url(self) -> str:
        return reverse("offers:offer", args=[self.public_id, public_slug(self.title)])

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseRedirect:
        """The tree's own address is not public: it leads to the stable one."""
        return HttpResponseRedirect(self.get_absolute_url())

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("An offer is archived; only the erasure act removes one.")
