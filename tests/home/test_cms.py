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


def refused(answer, page: Page) -> bool:
    return answer.headers.get("Location") == reverse("wagtailadmin_explore", args=[page.pk])


@pytest.mark.parametrize("act", ["delete", "unpublish", "copy"])
def test_are_refused(admin, act) -> None:
    for model in PILLARS:
        page = model.objects.get()
        assert refused(admin.post(reverse(f"wagtailadmin_pages:{act}", args=[page.pk])), page)
        assert model.objects.live().count() == 1


def test_cannot_be_moved(admin, home) -> None:
    for model in PILLARS:
        page = model.objects.get()
        url = reverse("wagtailadmin_pages:move_confirm", args=[page.pk, home.get_parent().pk])
        assert refused(admin.post(url), page)
        assert model.objects.get().path == page.path


@pytest.mark.parametrize("act", ["delete", "unpublish"])
def test_are_refused_in_bulk(admin, act) -> None:
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", act])
    licence = GuidePage.objects.get(slug="licence")
    for model in PILLARS:
        page = model.objects.get()
        assert refused(admin.post(f"{url}?id={licence.pk}&id={page.pk}"), page)
        assert model.objects.live().count() == 1
    assert GuidePage.objects.filter(slug="licence", live=True).exists()


def test_are_refused_in_a_bulk_move(admin, home) -> None:
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "move"])
    page = StructureIndexPage.objects.get()
    admin.post(f"{url}?id={page.pk}", {"chooser": home.get_parent().pk})
    assert StructureIndexPage.objects.get().path == page.path


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
