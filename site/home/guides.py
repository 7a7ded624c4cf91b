"""The editorial texts shipped with the site, kept as files until a person edits their page."""

import tomllib
from pathlib import Path
from typing import TypedDict

from django.db import transaction

from home.models import GuidePage, HomePage

DATA = Path(__file__).parent / "data" / "fr" / "guides"


class GuideTexts(TypedDict):
    slug: str
    title: str
    introduction: str
    search_description: str
    body: str


def shipped_guides() -> list[GuideTexts]:
    listed = tomllib.loads((DATA / "guides.toml").read_text(encoding="utf-8"))["guide"]
    return [_shipped(**guide) for guide in listed]


def _shipped(*, slug: str, title: str, introduction: str, search_description: str) -> GuideTexts:
    return {
        "slug": slug,
        "title": title,
        "introduction": introduction,
        "search_description": search_description,
        "body": (DATA / f"{slug}.html").read_text(encoding="utf-8"),
    }


@transaction.atomic
def load_guides(home: HomePage) -> list[GuidePage]:
    """Create or refresh the guides under `home`; one that a person saved is left as it is."""
    return [_load(home, texts) for texts in shipped_guides()]


def _load(home: HomePage, texts: GuideTexts) -> GuidePage:
    page: GuidePage | None = GuidePage.objects.child_of(home).filter(slug=texts["slug"]).first()
    if page is None:
        page = GuidePage(**texts)
        home.add_child(instance=page)
    elif _is_as_shipped(page, texts) or page.revisions.filter(user__isnull=False).exists():
        return page
    for name, text in texts.items():
        setattr(page, name, text)
    page.save_revision().publish()
    return page


def _is_as_shipped(page: GuidePage, texts: GuideTexts) -> bool:
    return all(getattr(page, name) == text for name, text in texts.items())
