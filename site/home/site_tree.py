"""The pages every installation has, in the place where addresses and menus expect them."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from wagtail.models import Page, Site

from home.guides import load_guides
from home.models import HomePage
from offers.models import NeedIndexPage, StructureIndexPage, TerritoryIndexPage

_HOME = {
    "title": "Maillage",
    "slug": "accueil",
    "promise": "Dites ce qui vous bloque, voyez qui peut aider près de chez vous",
    "search_description": "Décrivez le problème et dites où vous êtes : Maillage montre les "
    "services d’insertion qui peuvent aider près de chez vous, et pourquoi.",
    "introduction": "<p>Maillage est un wiki : chaque structure y décrit ce qu’elle propose, "
    "chacun peut corriger une page, et dans chaque département des personnes relisent avant de "
    "publier. Toutes les modifications restent visibles dans l’historique.</p>",
}
_LISTINGS = (
    (
        NeedIndexPage,
        "besoins",
        "Besoins",
        "<p>Choisissez ce qui ressemble à la situation : chaque besoin est expliqué avec des mots "
        "simples, avec les offres qui y répondent.</p>",
    ),
    (
        StructureIndexPage,
        "structures",
        "Structures",
        "<p>Les associations, services publics et entreprises qui proposent une aide.</p>",
    ),
    (
        TerritoryIndexPage,
        "territoires",
        "Territoires",
        "<p>Ce qui existe près de chez vous, et qui prend soin des pages de chaque territoire.</p>",
    ),
)


@transaction.atomic
def ensure_site_tree() -> HomePage:
    """Create what is missing, touch nothing that is there; safe to call at every start."""
    home = HomePage.objects.first() or _create_home()
    _ensure_site(home)
    for model, slug, title, introduction in _LISTINGS:
        if not model.objects.exists():
            _add(home, model(title=title, slug=slug, introduction=introduction))
    load_guides(home)
    return home


def _create_home() -> HomePage:
    home: HomePage = _add(Page.get_first_root_node(), HomePage(**_HOME))
    return home


def _add(parent: Any, page: Any) -> Any:
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


def _ensure_site(home: HomePage) -> None:
    """The default site shows `home` under SITE_URL; Wagtail's welcome page goes once unused."""
    address = urlsplit(settings.SITE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    values = {"hostname": address.hostname, "port": port, "root_page": home}
    Site.objects.update_or_create(
        is_default_site=True, defaults={**values, "site_name": settings.WAGTAIL_SITE_NAME}
    )
    for page in Page.objects.filter(depth=2, slug="home", numchild=0).exclude(pk=home.pk):
        if page.specific_class is Page:
            page.delete()
