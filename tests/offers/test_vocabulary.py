"""The shipped words, loaded whole: seconds each time, so few tests that look at much."""

import re

import pytest
from django.utils.translation import override

from home.site_tree import ensure_site_tree
from offers.models import Expression, Need, NeedPage, Term
from offers.vocabulary import load_vocabulary

pytestmark = pytest.mark.django_db


@pytest.mark.long
def test_the_whole_vocabulary_is_there_and_loads_again_unchanged():
    ensure_site_tree()
    loaded = load_vocabulary("fr")
    assert Need.objects.categories().count() == 16
    assert Need.objects.leaves().count() == 69
    assert Term.objects.filter(scheme="audience").count() == 14
    assert NeedPage.objects.count() == 85
    for need in Need.objects.leaves():
        said = Expression.objects.accepted().filter(need=need, language="fr").count()
        assert said >= 10, need.code
        assert len(re.findall(r"[.?!…]", need.page.description)) >= 2, need.code
    assert load_vocabulary("fr") == loaded


@pytest.mark.long
def test_loading_again_keeps_what_people_wrote(lexicon):
    ensure_site_tree()
    load_vocabulary("fr", expressions=False)
    page = NeedPage.objects.first()
    page.description = "Écrit par quelqu’un."
    page.save()
    expression = Expression.objects.accepted().first()
    expression.status = Expression.Status.RETIRED
    expression.save()
    mended, moved, deleted = Expression.objects.accepted()[1:4]
    mended.text = f"{mended.text} (mieux dit)"
    mended.save()
    moved.need = Need.objects.leaves().exclude(pk=moved.need_id).first()
    moved.save()
    deleted.delete()
    count = Expression.objects.count()
    load_vocabulary("fr")
    assert Expression.objects.count() == count
    page.refresh_from_db()
    expression.refresh_from_db()
    assert page.description == "Écrit par quelqu’un."
    assert expression.status == Expression.Status.RETIRED


def test_a_need_is_told_in_the_language_of_the_reader(words):
    ensure_site_tree()
    load_vocabulary("fr", expressions=False)
    page = NeedPage.objects.select_related("need").first()
    page.description = "Écrit par quelqu’un."
    page.save()
    with override("fr"):
        assert page.need.description == "Écrit par quelqu’un."
        assert page.need.label == page.need.labels["fr"]
    with override("en"):
        assert page.need.description == page.need.descriptions["en"]
        assert page.need.label == page.need.labels["en"]
