"""The links around every page: kept from one page to the next, yet each page has its own."""

import pytest
from django.test.utils import override_settings
from django.urls import reverse
from django.utils.translation import override

from home.around import FOOTER, NAVIGATION, footer, navigation


@pytest.mark.parametrize("link", NAVIGATION, ids=lambda link: link.view_name)
def test_the_link_of_the_page_being_read_is_current(link) -> None:
    drawn = navigation(f"{link.url}quelque-chose/")
    assert f'<a href="{link.url}" aria-current="true">' in drawn
    assert drawn.count("aria-current") == 1


def test_elsewhere_no_link_is_current() -> None:
    drawn = navigation(reverse("search:ask"))
    assert "aria-current" not in drawn
    assert all(f'href="{link.url}"' in drawn for link in NAVIGATION)


def test_the_links_are_in_the_language_of_the_reader() -> None:
    for language in ("fr", "en", "fr"):
        with override(language):
            assert all(str(link.label) in navigation("/") for link in NAVIGATION)
            assert all(str(link.label) in footer() for link in FOOTER)


def test_the_foot_says_where_the_software_is() -> None:
    for address in ("https://code.example/one", "https://code.example/two"):
        with override_settings(SOURCE_CODE_URL=address):
            assert f'href="{address}"' in footer()
