from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from offers.models import Need, PublicOffer, Structure


class HomePage(Page):
    """The first page: two boxes and the needs. Neither deleted, moved nor unpublished."""

    promise = models.CharField(_("promise"), max_length=200, blank=True)
    introduction = RichTextField(_("introduction"), blank=True, features=["bold", "link", "ul"])

    content_panels = [*Page.content_panels, FieldPanel("promise"), FieldPanel("introduction")]
    settings_panels: ClassVar[list[Any]] = []
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    max_count = 1

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The categories of needs and two counts, in three queries."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["categories"] = Need.objects.current().categories()
        context["offers"] = PublicOffer.objects.live().count()
        context["structures"] = Structure.objects.live().count()
        return context


class GuidePage(Page):
    """An editorial page: how to use the site, rights explained, legal texts."""

    introduction = models.TextField(_("introduction"), max_length=400, blank=True)
    body = RichTextField(
        _("text"), blank=True, features=["h2", "h3", "bold", "italic", "link", "ul", "ol"]
    )

    content_panels = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("body")]
    subpage_types: ClassVar[list[str]] = ["home.GuidePage"]

    class Meta:
        verbose_name = _("guide")
        verbose_name_plural = _("guides")


class PageChange(models.Model):
    """Something was written under a topic (home/caching); the sum of its marks is its version."""

    topic = models.CharField(max_length=40, db_index=True)
    mark = models.BigIntegerField()

    class Meta:
        verbose_name = _("change of pages")
        verbose_name_plural = _("changes of pages")

    def __str__(self) -> str:
        return self.topic
