from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from territories.clocks import _zones, clock_of
from territories.models import Territory


@pytest.mark.parametrize(
    ("uid", "zone"),
    [
        ("fr:commune:12202", "Europe/Paris"),
        ("fr", "Europe/Paris"),
        ("be", "Europe/Brussels"),
        ("fr:department:974", "Indian/Reunion"),
        ("fr:commune:97411", "Indian/Reunion"),
        ("fr:commune:97101", "America/Guadeloupe"),
        ("fr:department:987", "Pacific/Tahiti"),
    ],
)
def test_each_place_has_its_clock(places, uid, zone) -> None:
    assert clock_of(Territory.objects.get(uid=uid).path).key == zone


def test_every_path_of_the_data_is_a_place(places) -> None:
    paths = set(_zones())
    assert paths == set(Territory.objects.filter(path__in=paths).values_list("path", flat=True))
    assert all(datetime.now(ZoneInfo(name)) for name in _zones().values())


def test_an_unknown_country_lives_by_the_clock_of_the_site() -> None:
    assert clock_of("zz/1/").key == "Europe/Paris"
