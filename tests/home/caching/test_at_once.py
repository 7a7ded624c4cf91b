"""What is written while a page is drawn, in this process and in another."""

import pytest

from offers.views import offer as view
from tests.factories import make_offer
from tests.home.caching.other_process import OtherProcess
from tests.home.caching.racing import elsewhere, name, title_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def own(places):
    return make_offer()


@pytest.fixture
def path(own) -> str:
    address: str = own.public.get_absolute_url()
    return address


def test_what_was_drawn_from_old_rows_is_not_shown_afterwards(own, path, monkeypatch) -> None:
    """The row is read, then changed by somebody else, then the page is drawn and kept."""
    shown = view.offer_context

    def changed_meanwhile(row):
        context = shown(row)
        elsewhere(lambda: name(own, "Nouveau nom"))
        return context

    with monkeypatch.context() as patched:
        patched.setattr(view, "offer_context", changed_meanwhile)
        assert title_of(path) == own.title
    assert title_of(path) == "Nouveau nom"


def test_processes_show_each_other_s_changes(own, path) -> None:
    with OtherProcess() as other:
        for number in range(3):
            title = f"Ici {number}"
            name(own, title)
            assert title_of(path) == other.ask(f"read {path}") == title
            title = f"Ailleurs {number}"
            assert other.ask(f"name {own.public_id} {title}") == "done"
            assert title_of(path) == other.ask(f"read {path}") == title
