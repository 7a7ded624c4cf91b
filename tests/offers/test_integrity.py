"""The set-based check sees each fault it is for, and nothing in a sound database."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from wagtail.models import Page

from offers.integrity import broken_rules
from offers.models import OfferVisibility, PublicOffer
from tests.factories import make_offer

pytestmark = pytest.mark.django_db


def execute(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def test_sound_offers_pass(offer, capsys):
    make_offer(structure=offer.structure)
    assert broken_rules() == []
    call_command("check_offers")
    assert "All offers are sound" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ("depth = depth + 1", "deeper or higher than their parent says"),
        ("url_path = '/ailleurs/'", "at an address that is not their place"),
        ("live_revision_id = NULL", "live without a live revision of their own"),
        ("title = 'Autre'", "without a public row, or whose public row says otherwise"),
    ],
)
def test_a_page_that_breaks_a_rule_is_counted(offer, fault, rule):
    execute(f"UPDATE wagtailcore_page SET {fault} WHERE id = %s", offer.pk)  # noqa: S608 faults written below
    assert [(one.rule, one.count) for one in broken_rules()] == [(rule, 1)]


def test_a_wrong_number_of_children_is_counted(offer):
    parent = offer.get_parent()
    execute("UPDATE wagtailcore_page SET numchild = 7 WHERE id = %s", parent.pk)
    assert [one.rule for one in broken_rules()] == ["not counted by their parent"]


def test_a_page_elsewhere_in_the_tree_is_counted(offer):
    home = Page.objects.get(depth=2)
    path = Page._get_path(home.path, 3, 99)
    execute("UPDATE wagtailcore_page SET path = %s, depth = 3 WHERE id = %s", path, offer.pk)
    rules = {one.rule for one in broken_rules()}
    assert "under a page that is not the offers of a country" in rules


def test_two_sisters_with_one_slug_are_counted(offer):
    other = make_offer(structure=offer.structure)
    execute(
        "UPDATE wagtailcore_page SET slug = %s, url_path = %s WHERE id = %s",
        offer.slug,
        offer.url_path,
        other.pk,
    )
    assert [one.rule for one in broken_rules()] == ["sharing a slug with a sister"]


def test_a_missing_visibility_or_public_row_fails_the_command(offer):
    OfferVisibility.objects.all().delete()
    PublicOffer.objects.filter(pk=offer.pk).update(state="archived")
    assert {one.count for one in broken_rules()} == {1}
    assert len(broken_rules()) == 2
    with pytest.raises(CommandError):
        call_command("check_offers")
