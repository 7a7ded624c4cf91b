"""What the benches ask for: searches as people send them, pages of offers."""

import json
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from serving import ROOT, START_SECONDS, Site

QUERIES = ROOT / "search" / "data" / "bench-queries.tsv"
# Read in turn; as many as a small territory's.
OFFERS = 200


def read_queries() -> list[list[str]]:
    """Kind, problem and place of each."""
    return [line.split("\t") for line in QUERIES.read_text(encoding="utf-8").splitlines()]


def write_searches(path: Path, address: str, queries: list[list[str]]) -> Path:
    forms = [urlencode({"probleme": problem, "lieu": place}) for _kind, problem, place in queries]
    path.write_text("".join(f"POST {address}/recherche/ {form}\n" for form in forms))
    return path


def warm_up(address: str) -> None:
    """The first search loads the columns, the words and the encoder: it is no figure."""
    body = urlencode({"probleme": "je cherche un logement", "lieu": "Rodez"})
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    connection = HTTPConnection(urlsplit(address).netloc, timeout=START_SECONDS)
    connection.request("POST", "/recherche/", body, form)
    sent = connection.getresponse()
    sent.read()
    connection.request("GET", sent.headers["Location"])
    connection.getresponse().read()


def offer_paths(site: Site) -> list[str]:
    """Addresses of the first offers of the load set."""
    code = (
        "import json; from offers.models import PublicOffer; "
        f"rows = PublicOffer.objects.live().order_by('pk')[:{OFFERS}]; "
        "print(json.dumps([row.get_absolute_url() for row in rows]))"
    )
    found: list[str] = json.loads(site.told("shell", "-v0", "-c", code))
    return found


def write_addresses(path: Path, addresses: list[str]) -> Path:
    path.write_text("".join(f"{each}\n" for each in addresses))
    return path
