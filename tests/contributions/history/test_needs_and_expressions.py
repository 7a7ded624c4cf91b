"""The pages of needs and the ways people say them have a history like any page."""

import pytest
from django.urls import reverse
from django.utils import timezone

from contributions.history.kinds import kept_in
from contributions.history.plans import Verb
from contributions.history.services import revert
from home.site_tree import ensure_site_tree
from offers.expressions import create_expression, publish_expression
from offers.models import NeedPage
from offers.need_pages import publish_need_page
from tests.contributions.history.conftest import WHY
from tests.factories import CAR, load_words


def saying(author):
    return {
        "author": author,
        "accepted_by": None,
        "at": timezone.now(),
        "summary": "Plus simple à lire.",
        "data": {},
    }


@pytest.fixture
def page(words, cast, remembered):
    remembered("tree", ensure_site_tree)
    remembered("needs", load_words)
    return NeedPage.objects.get(need__code=CAR)


def undo(family, name, by):
    kept = kept_in(family)
    target = kept.find(name)
    number = kept.log.latest(target)
    return revert(
        kept=kept, target=target, verb=Verb.UNDO, number=number, seen=number, by=by, summary=WHY
    )


def test_the_page_of_a_need(client, cast, page) -> None:
    for text in ("Avoir une voiture.", "Trouver une voiture pour travailler."):
        publish_need_page(
            page=page, fields={"description": text}, action="need.edited", **saying(cast.outsider)
        )
    undo("besoins", CAR, cast.administrator)
    page.refresh_from_db()
    assert page.description == "Avoir une voiture."
    url = reverse("contributions:history", args=["besoins", CAR])
    html = client.get(url).content.decode()
    assert "Mésange patiente" in html
    assert "Plus simple à lire." in html
    assert url in client.get(page.get_absolute_url()).content.decode()
    number = kept_in("besoins").log.latest(page)
    for path in (
        reverse("contributions:history-version", args=["besoins", CAR, number]),
        reverse("contributions:history-compare", args=["besoins", CAR]) + f"?a={number}",
        reverse("contributions:history-who", args=["besoins", CAR]),
        reverse("contributions:history-feed", args=["besoins", CAR]),
    ):
        assert client.get(path).status_code == 200


def test_an_expression(client, cast, words) -> None:
    fields = {"text": "j'ai pas de caisse", "need": CAR}
    said = create_expression(fields=fields, action="expression.created", **saying(cast.outsider))
    publish_expression(
        expression=said,
        fields={"text": "j'ai plus de caisse"},
        action="expression.edited",
        **saying(cast.member),
    )
    done = undo("expressions", str(said.pk), cast.administrator)
    said.refresh_from_db()
    assert said.text == "j'ai pas de caisse"
    entries = kept_in("expressions").log.entries(said)
    assert [entry.act for entry in entries] == ["undone", "edited", "created"]
    assert entries[0].summary == WHY
    name = ["expressions", str(said.pk)]
    assert "Malik" in client.get(reverse("contributions:history", args=name)).content.decode()
    path = reverse("contributions:history-version", args=[*name, done.version])
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("name", ["0", "999999999", "abc", "9" * 30, "-1"])
def test_an_unknown_expression_is_not_found(client, words, name) -> None:
    assert client.get(f"/expressions/{name}/historique/").status_code == 404
