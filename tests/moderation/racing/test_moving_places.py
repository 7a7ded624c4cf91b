"""What a row names changes while somebody waits for the lock of the row."""

from functools import partial

import pytest

from offers.structures import publish_structure
from tests.contributions.actions.making import now
from tests.factories import make_structure
from tests.moderation.racing.conftest import while_uncommitted

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


def test_a_structure_that_moves_while_its_phone_changes_has_moved(cast) -> None:
    structure = make_structure(name="Garages du Causse")
    assert structure.commune.uid == "fr:commune:12202"
    publish = partial(publish_structure, structure=structure, author=cast.outsider)
    moving = partial(publish, fields={"commune": "fr:commune:12145", "postal_code": "12100"})
    _moved, _called, waited = while_uncommitted(
        moving, partial(publish, fields={"phone": "05 65 00 00 02"})
    )
    assert waited
    found = now(structure)
    assert (found.commune.uid, found.phone) == ("fr:commune:12145", "+33565000002")
