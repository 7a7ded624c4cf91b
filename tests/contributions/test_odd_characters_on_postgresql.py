"""PostgreSQL stores no NUL: an address or a box that holds one is answered, never an error."""

import pytest
from django.core.cache import cache
from django.test import Client

from tests.at_once import need_postgresql
from tests.cast import Cast
from tests.factories import CAR

pytestmark = [pytest.mark.services, pytest.mark.usefixtures("offer")]

ADDRESSES = (
    "/besoins/%00/", "/besoins/%00/discussion/", "/besoins/%00/expliquer/",
    "/besoins/%00/dire-autrement/", "/besoins/%00/flux/", "/territoires/%00/",
    "/territoires/%00/flux/", "/suivre/offer/%00/", "/suivre/%00/x/", "/flux/%00/",
    "/desabonnement/%00/", "/structures/confirmer/%00/", "/structures/invitation/%00/",
    "/contact/retablir/%00/", "/ajouter-une-offre/reprendre/%00/", "/nulle-part/%00/",
    "/ajouter-une-offre/?besoin=%00&lieu=%00", "/mes-propositions/?etat=%00&page=%00",
    "/besoins/?apres=%00", "/structures/?apres=%00&q=%00", "/mon-espace/?avant=%00",
    "/mes-suivis/?page=%00", "/offres/compte/?q=%00",
)  # fmt: skip
BOXES = ("title", "summary", "needs", "audiences", "commune", "structure", "structure_name", "kind")


@pytest.fixture(autouse=True)
def _postgresql_only() -> None:
    need_postgresql()


def test_no_address_is_an_error(cast: Cast, client: Client) -> None:
    client.raise_request_exception = False
    client.force_login(cast.publisher)
    found = {one: client.get(one).status_code for one in ADDRESSES}
    assert [one for one, status in found.items() if status >= 500] == []


@pytest.mark.parametrize("nul", ["\0", "Prêt\0 de vélos"])
def test_no_box_of_a_new_offer_is_an_error(client: Client, nul: str) -> None:
    client.raise_request_exception = False
    found = {}
    for box in BOXES:
        cache.clear()
        sent = {"title": "Prêt de vélos", "needs": CAR, "commune": "Rodez", box: nul}
        found[box] = client.post("/ajouter-une-offre/ressemblances/", sent).status_code
        found[f"{box} begun"] = client.post("/ajouter-une-offre/", sent).status_code
    assert [box for box, status in found.items() if status >= 500] == []
