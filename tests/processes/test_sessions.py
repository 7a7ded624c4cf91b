"""What one process knows of a person, the others know at the next request."""

import pytest

from territories.models import MemberRole, Territory
from territories.services import grant_role
from tests.cast import PASSWORD, make_user
from tests.processes.making import Town

pytestmark = [pytest.mark.services, pytest.mark.enable_socket]

ACCOUNT, QUEUE = "/mon-espace/", "/moderation/"


def test_a_session_begun_in_one_process_is_known_in_the_other_until_it_ends(here: Town) -> None:
    one, other = here.site.serving
    with here.site.only(one):
        browser = here.sign_in(here.cast.publisher)
        assert browser.get(ACCOUNT).status == 200
    stolen = here.browser_of(here.cast.publisher)
    stolen.cookies = dict(browser.cookies)
    with here.site.only(other):
        assert browser.get(ACCOUNT).status == 200
        assert browser.send("/compte/logout/").status == 302
    with here.site.only(one):
        assert "/compte/login/" in stolen.get(ACCOUNT).leads_to


def test_a_code_that_served_in_one_process_serves_in_no_other(here: Town) -> None:
    one, other = here.site.serving
    email = here.cast.other_animator.email
    with here.site.only(one):
        browser = here.sign_in(here.cast.other_animator)
        assert browser.get(QUEUE).status == 200
    thief = here.visitor()
    with here.site.only(other):
        answer = thief.sign_in(email, PASSWORD, here.secrets[email])
        assert answer.status == 200, "the code served twice"
        assert "/compte/login/" in thief.get(QUEUE).leads_to


def test_a_role_taken_back_in_one_process_is_refused_in_the_other(here: Town) -> None:
    one, other = here.site.serving
    animator = make_user("lou@example.org", "Lou", second_factor=True)
    aveyron = Territory.objects.get(uid="fr:department:12")
    role = grant_role(user=animator, role=MemberRole.Role.ANIMATOR, territory=aveyron)
    theirs, above = here.browser_of(animator), here.browser_of(here.cast.administrator)
    with here.site.only(one):
        assert theirs.get(QUEUE).status == 200
    with here.site.only(other):
        page = f"/moderation/roles/{role.pk}/"
        assert above.act(page, f"{page}reprendre/", message="Merci.").status == 302
    with here.site.only(one):
        assert theirs.get(QUEUE).status == 403
