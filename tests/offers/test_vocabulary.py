import pytest

from offers.models import Expression, Need, NeedPage, Term
from offers.vocabulary import load_vocabulary

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(db):
    from home.site_tree import ensure_site_tree

    ensure_site_tree()
    return load_vocabulary("fr")


def test_the_whole_vocabulary_is_there(loaded):
    assert Need.objects.categories().count() == 16
    assert Need.objects.leaves().count() == 69
    assert Term.objects.filter(scheme="audience").count() == 14
    assert NeedPage.objects.count() == 85


def test_every_need_has_ten_expressions_or_more(loaded):
    for need in Need.objects.leaves():
        count = Expression.objects.accepted().filter(need=need, language="fr").count()
        assert count >= 10, need.code


def test_loading_again_changes_nothing(loaded):
    assert load_vocabulary("fr") == loaded


def test_loading_again_keeps_what_people_wrote(loaded):
    page = NeedPage.objects.first()
    page.description = "Écrit par quelqu’un."
    page.save()
    expression = Expression.objects.accepted().first()
    expression.status = Expression.Status.RETIRED
    expression.save()
    load_vocabulary("fr")
    page.refresh_from_db()
    expression.refresh_from_db()
    assert page.description == "Écrit par quelqu’un."
    assert expression.status == Expression.Status.RETIRED
