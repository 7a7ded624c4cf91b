import re

import pytest
from wagtail.models import Page, Revision, Site

from home.guides import load_guides, shipped_guides
from home.models import GuidePage
from home.site_tree import ensure_site_tree
from offers.models import NeedIndexPage, StructureIndexPage, TerritoryIndexPage

SLUGS = ["aide", "mentions-legales", "confidentialite", "accessibilite", "conditions", "licence"]
ALLOWED = {"h2", "h3", "p", "ul", "ol", "li", "b", "i", "a"}


@pytest.mark.parametrize("slug", SLUGS)
def test_guide_is_served(client, home, slug) -> None:
    answer = client.get(f"/{slug}/")
    assert answer.status_code == 200
    assert answer.context["page"].title in answer.content.decode()


def test_loading_again_changes_nothing(home) -> None:
    revisions = Revision.objects.count()
    load_guides(home)
    assert Revision.objects.count() == revisions


def test_a_new_shipped_text_replaces_the_old_shipped_one(home) -> None:
    GuidePage.objects.filter(slug="aide").update(introduction="Ancien texte")
    load_guides(home)
    assert GuidePage.objects.get(slug="aide").introduction != "Ancien texte"


def test_a_guide_edited_by_a_person_is_left_alone(home, superuser) -> None:
    guide = GuidePage.objects.get(slug="mentions-legales")
    guide.body = "<p>Association Exemple</p>"
    guide.save_revision(user=superuser).publish()
    load_guides(home)
    guide.refresh_from_db()
    assert guide.body == "<p>Association Exemple</p>"


def test_a_draft_of_a_person_is_left_alone(home, superuser) -> None:
    guide = GuidePage.objects.get(slug="licence")
    GuidePage.objects.filter(pk=guide.pk).update(introduction="Avant")
    guide.title = "En cours"
    draft = guide.save_revision(user=superuser)
    load_guides(home)
    guide.refresh_from_db()
    assert guide.latest_revision_id == draft.pk


@pytest.mark.parametrize("guide", shipped_guides(), ids=lambda guide: guide["slug"])
def test_texts_use_only_what_the_editor_keeps(guide) -> None:
    assert set(re.findall(r"</?(\w+)", guide["body"])) <= ALLOWED
    assert len(guide["introduction"]) <= 400
    assert "'" not in guide["body"]


def test_the_tree_is_made_once(home) -> None:
    pages = Page.objects.count()
    assert ensure_site_tree().pk == home.pk
    assert Page.objects.count() == pages
    for model in (NeedIndexPage, StructureIndexPage, TerritoryIndexPage):
        assert model.objects.child_of(home).live().count() == 1


def test_the_default_site_shows_the_home_page(home) -> None:
    site = Site.objects.get(is_default_site=True)
    assert (site.hostname, site.port, site.root_page_id) == ("testserver", 80, home.pk)
    assert not Page.objects.filter(title__startswith="Welcome").exists()
