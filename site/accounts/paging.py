"""The ways to the pages before and after, as `components/pagination.html` takes them."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Page


def _numbered(number: int) -> str:
    return f"?page={number}"


def turns(page: Page[Any], address: Callable[[int], str] = _numbered) -> dict[str, str]:
    """`address` gives that of a page by its number; "" stands for a page that is not there."""
    return {
        "previous_url": address(page.previous_page_number()) if page.has_previous() else "",
        "next_url": address(page.next_page_number()) if page.has_next() else "",
    }
