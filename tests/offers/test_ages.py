from datetime import timedelta

import pytest

from offers.ages import cut


@pytest.mark.parametrize(
    ("age", "said"),
    [
        ({"seconds": -5}, {}),
        ({"seconds": 59}, {}),
        ({"minutes": 3, "seconds": 59}, {"minutes": 3}),
        ({"hours": 23, "minutes": 59, "seconds": 1}, {"hours": 23, "minutes": 59}),
        ({"days": 1, "minutes": 59}, {"days": 1}),
        ({"days": 90, "hours": 2, "minutes": 1}, {"days": 90, "hours": 2}),
    ],
)
def test_to_the_minute_on_the_first_day_to_the_hour_afterwards(age, said) -> None:
    assert cut(timedelta(**age)) == timedelta(**said)
