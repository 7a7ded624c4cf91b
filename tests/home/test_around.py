"""The links around every page: kept from one page to the next, yet each page has its own."""

import pytest
from django.test.utils import override_settings
from django.urls import reverse
from django.utils.translation import override

from home.around import FOOTER, NAVIGATION, footer, masthead


@pytest.mark.parametrize("link", NAVIGATION, ids=lambda link: link.view_name)
def test_the_link_of_the_page_being_read_is_current(link) -> None:
    drawn = masthead(f"{link.url}quelque-chose/")
    assert f'<a href="{link.url}" aria-current="true">' in drawn
    assert drawn.count("aria-current") == 1


def test_elsewhere_no_link_is_current() -> None:
    drawn = masthead(reverse("search:ask"))
    assert "aria-current" not in drawn
    assert all(f'href="{link.url}"' in drawn for link in NAVIGATION)


def test_the_links_are_in_the_language_of_the_reader() -> None:
    for language in ("fr", "en", "fr"):
        with override(language):
            assert all(str(link.label) in masthead("/") for link in NAVIGATION)
            assert all(str(link.label) in footer() for link in FOOTER)


def test_the_foot_says_where_the_software_is() -> None:
    for address in ("https://code.example/one", "https://code.example/two"):
        with override_settings(SOURCE_CODE_URL=address):
            assert f'href="{address}"' in footer()


def test_members_are_led_to_their_page_and_visitors_sign_in() -> None:
    for is_member, leads, not_to in (
        (True, "home:me", "account_login"),
        (False, "account_login", "home:me"),
    ):
        drawn = masthead("/", is_member=is_member)
        assert f'href="{reverse(leads)}"' in drawn
        assert f'href="{reverse(not_to)}"' not in drawn
