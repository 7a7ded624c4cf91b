"""Wagtail pages that hold or list offers, structures, needs and territories."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from offers.models.vocabulary import Need
from territories.models import Territory


class OfferIndexPage(Page):
    """The parent of all offers of one country; visitors are led to the country's territory page."""

    country = models.OneToOneField(
        Territory, on_delete=models.PROTECT, related_name="offer_index", null=True
    )

    settings_panels: ClassVar[list[Any]] = []
    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = ["offers.OfferPage"]
    is_creatable = False

    class Meta:
        verbose_name = _("offers of a country")
        verbose_name_plural = _("offers by country")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse("offers:territories"))


class _ListingPage(Page):
    """A page whose address is served by a view of `offers.urls`; editors keep its introduction."""

    introduction = RichTextField(_("introduction"), blank=True, features=["bold", "link", "ul"])

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    settings_panels: ClassVar[list[Any]] = []
    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    max_count = 1
    view_name: ClassVar[str]

    class Meta:
        abstract = True

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse(self.view_name))


class StructureIndexPage(_ListingPage):
    view_name = "offers:structures"

    class Meta:
        verbose_name = _("list of structures")
        verbose_name_plural = _("lists of structures")


class TerritoryIndexPage(_ListingPage):
    view_name = "offers:territories"

    class Meta:
        verbose_name = _("list of territories")
        verbose_name_plural = _("lists of territories")


class NeedIndexPage(_ListingPage):
    view_name = "offers:needs"
    subpage_types: ClassVar[list[str]] = ["offers.NeedPage"]

    class Meta:
        verbose_name = _("list of needs")
        verbose_name_plural = _("lists of needs")


class NeedPage(Page):
    """What a need means in plain words; category pages hold the pages of their needs."""

    need = models.OneToOneField(Need, on_delete=models.PROTECT, related_name="page")
    description = models.TextField(_("description"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("description")]
    settings_panels: ClassVar[list[Any]] = []
    parent_page_types: ClassVar[list[str]] = ["offers.NeedIndexPage", "offers.NeedPage"]
    subpage_types: ClassVar[list[str]] = ["offers.NeedPage"]
    is_creatable = False

    class Meta:
        verbose_name = _("page of a need")
        verbose_name_plural = _("pages of needs")

    def get_absolute_url(self) -> str:
        return reverse("offers:need", args=[self.need.code])

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseRedirect:
        return HttpResponseRedirect(self.get_absolute_url())
