"""What is counted to be limited is counted once for all the processes."""

from itertools import cycle

import pytest

from contributions.creating.limiting import MAILS_AN_HOUR
from contributions.models import Draft, Report
from contributions.reporting.limits import WITHOUT_ACCOUNT
from tests.cast import PASSWORD, make_user
from tests.contributions.creating.filling import PROBLEM, START
from tests.contributions.reporting.making import shown
from tests.processes.making import Town

pytestmark = [pytest.mark.services, pytest.mark.enable_socket]

REPORTS_AN_HOUR = WITHOUT_ACCOUNT[0][1]
# allauth's own: wrong passwords for an address within five minutes.
WRONG_PASSWORDS = 5


def answers_of_each(here: Town, ask, times: int) -> list[int]:
    """Of one and the other process in turn."""
    found = []
    for _number, pid in zip(range(times), cycle(here.site.serving), strict=False):
        with here.site.only(pid):
            found.append(ask())
    return found


def test_reports_of_a_connection(here: Town) -> None:
    page = f"/offres/{here.offer.public_id}/signaler/"
    visitor = here.visitor("203.0.113.5")
    said = {"reason": "hours", "text": "", "email": "", "act": "send", "shown": shown(here.offer)}
    found = answers_of_each(here, lambda: visitor.post(page, said).status, REPORTS_AN_HOUR + 2)
    assert found == [303] * REPORTS_AN_HOUR + [429] * 2
    assert here.visitor("203.0.113.6").post(page, said).status == 303
    assert Report.objects.filter(offer=here.offer).exists()


def test_links_mailed_to_a_connection(here: Town) -> None:
    writer = here.browser_of(here.cast.outsider)
    writer.address = "203.0.113.7"
    begun = writer.send(START, **PROBLEM)
    assert begun.status == 303, begun.text
    draft = Draft.objects.latest("pk")
    token = writer.form(begun.leads_to).data["csrfmiddlewaretoken"]
    addresses = iter(f"boite{number}@example.org" for number in range(MAILS_AN_HOUR + 2))

    def ask() -> int:
        data = {"csrfmiddlewaretoken": token, "email": next(addresses)}
        return writer.post(f"{START}{draft.uuid}/lien/", data).status

    found = answers_of_each(here, ask, MAILS_AN_HOUR + 2)
    assert found == [302] * MAILS_AN_HOUR + [429] * 2


def test_wrong_passwords_for_an_address(here: Town) -> None:
    person = make_user("oubli@example.org", "Oubli")
    visitor = here.visitor("203.0.113.8")

    def ask() -> bool:
        answer = visitor.send("/compte/login/", login=person.email, password="au hasard")
        assert answer.status == 200
        return "Trop de" in answer.text

    assert answers_of_each(here, ask, WRONG_PASSWORDS + 2) == [False] * WRONG_PASSWORDS + [True] * 2
    answer = visitor.send("/compte/login/", login=person.email, password=PASSWORD)
    assert answer.status == 200, "let in after too many attempts"
