"""What was taken away from an imported page is not brought back by its source."""

import pytest

from contributions.models import Proposal
from moderation.erasing.fingerprints import Fingerprint, fingerprints_of, holds_again
from moderation.erasing.services import hide_text
from moderation.erasing.subjects import of_page
from tests.contributions.imports.making import imported, run_import, service
from tests.moderation.erasing.everywhere import tables_holding

pytestmark = pytest.mark.django_db

NAME = "Hélène Zanzibarde"


def told(number: int) -> dict[str, object]:
    said = f"Nous louons des voitures, demandez {NAME} au {number}, rue du Pont."
    return service(description=said, date_maj=f"2026-04-0{number}")


def test_the_next_file_does_not_bring_it_back(tmp_path, cast, words) -> None:
    run_import(tmp_path, [told(1)])
    offer = imported()
    assert NAME in offer.what
    hide_text(subject=of_page(offer), passages=NAME, reason="on_request", by=cast.animator)
    run_import(tmp_path, [told(2)])
    assert tables_holding("zanzibarde") == set()
    assert not Proposal.objects.exists()


def test_what_else_the_source_says_is_heard(tmp_path, cast, words) -> None:
    run_import(tmp_path, [told(1)])
    hide_text(subject=of_page(imported()), passages=NAME, reason="on_request", by=cast.animator)
    run_import(tmp_path, [{**told(2), "frais_precisions": "6 € par jour"}])
    assert imported().fee_detail == "6 € par jour"


@pytest.mark.parametrize(
    ("passage", "text"),
    [
        (NAME, "<p>Écrivez à HELENE <b>zanzibarde</b>.</p>"),
        ("06 12 34 56 78", "Appelez le +33 6.12.34.56.78 le matin"),
    ],
)
def test_a_fingerprint_is_met_again_and_says_nothing(passage, text) -> None:
    kept = fingerprints_of([passage], region="FR")
    said = [Fingerprint(size, keyed, "FR") for size, keyed in kept]
    assert holds_again({"what": [text]}, said)
    assert not holds_again("Écrivez à Hélène, 06 12 34 56 79", said)
    assert "zanzibarde" not in str(kept).lower()
