"""The pages that hold the tree up, seen from Wagtail's admin by someone who may do everything."""

import pytest
from django.urls import reverse
from wagtail.models import Page

from home.models import GuidePage, HomePage
from offers.models import NeedIndexPage, StructureIndexPage, TerritoryIndexPage

pytestmark = pytest.mark.ignore_template_errors

PILLARS = [HomePage, NeedIndexPage, StructureIndexPage, TerritoryIndexPage]


@pytest.fixture
def admin(client, home, superuser, settings):
    settings.MIDDLEWARE = [m for m in settings.MIDDLEWARE if "SecondFactor" not in m]
    client.force_login(superuser, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("model", PILLARS)
def test_cannot_be_deleted(admin, model) -> None:
    page = model.objects.get()
    answer = admin.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert answer.status_code == 302
    assert model.objects.live().count() == 1


@pytest.mark.parametrize("model", PILLARS)
def test_cannot_be_unpublished(admin, model) -> None:
    page = model.objects.get()
    admin.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
    assert model.objects.live().count() == 1


@pytest.mark.parametrize("model", PILLARS)
def test_cannot_be_moved(admin, home, model) -> None:
    page = model.objects.get()
    target = GuidePage.objects.first() if model is not HomePage else Page.get_first_root_node()
    admin.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, target.pk]))
    assert model.objects.get().path == page.path


@pytest.mark.parametrize("model", PILLARS)
def test_cannot_be_copied(admin, model) -> None:
    page = model.objects.get()
    form = {
        "new_title": "Copie",
        "new_slug": "copie",
        "new_parent_page": page.get_parent().pk,
        "publish_copies": "on",
    }
    admin.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), form)
    assert model.objects.count() == 1


@pytest.mark.parametrize("model", PILLARS)
@pytest.mark.parametrize("action", ["delete", "unpublish", "move"])
def test_are_refused_in_bulk(admin, model, action) -> None:
    page = model.objects.get()
    guide = GuidePage.objects.get(slug="aide")
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
    chooser = {"chooser": guide.pk} if action == "move" else {}
    admin.post(f"{url}?id={page.pk}&id={GuidePage.objects.get(slug='licence').pk}", chooser)
    assert model.objects.live().get().path == page.path
    assert GuidePage.objects.filter(slug="licence", live=True).exists()


def test_bulk_publishing_stays_possible(admin, home) -> None:
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    assert admin.post(f"{url}?id={home.pk}").status_code == 302


def test_refusal_says_why(admin, home) -> None:
    answer = admin.post(reverse("wagtailadmin_pages:delete", args=[home.pk]), follow=True)
    assert any(home.title in str(message) for message in answer.context["messages"])


def test_a_guide_can_be_deleted(admin) -> None:
    guide = GuidePage.objects.get(slug="aide")
    admin.post(reverse("wagtailadmin_pages:delete", args=[guide.pk]))
    assert not GuidePage.objects.filter(slug="aide").exists()


def test_home_page_cannot_be_set_to_expire(admin, home) -> None:
    page = admin.get(reverse("wagtailadmin_pages:edit", args=[home.pk])).content.decode()
    assert "expire_at" not in page


@pytest.mark.parametrize(("path", "loose"), [("/cms/", True), ("/", False), ("/aide/", False)])
def test_only_the_admin_may_write_inline(admin, settings, path, loose) -> None:
    settings.MIDDLEWARE = [
        "home.middleware.SitePolicyMiddleware" if m == "csp.middleware.CSPMiddleware" else m
        for m in settings.MIDDLEWARE
    ]
    policy = admin.get(path)["Content-Security-Policy"]
    assert ("'unsafe-inline'" in policy) is loose
