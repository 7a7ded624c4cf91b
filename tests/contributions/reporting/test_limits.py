"""How much one connection reports: counted in one step, so that a hundred at once are too."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from contributions.limits import counting as limits
from contributions.reporting.limits import DAY, HOUR, TooMany, count_report
from tests.at_once import at_once

LIMITS = ((HOUR, 10), (DAY, 40))
NOON = timezone.now().replace(hour=12, minute=30, second=0, microsecond=0)


def passed(results: list[object]) -> int:
    return sum(not isinstance(result, TooMany) for result in results)


def test_of_a_hundred_at_once_ten_pass() -> None:
    one = lambda: count_report("198.51.100.7/32", limits=LIMITS, at=NOON)  # noqa: E731
    assert passed(at_once(*[one] * 100, expected=(TooMany,))) == 10


def test_each_network_has_its_own_count() -> None:
    for number in range(11):
        count_report(f"198.51.100.{number}/32", limits=LIMITS, at=NOON)
    for _ in range(9):
        count_report("198.51.100.0/32", limits=LIMITS, at=NOON)
    with pytest.raises(TooMany) as many:
        count_report("198.51.100.0/32", limits=LIMITS, at=NOON)
    assert (many.value.minutes, many.value.most) == (30, 10)
    assert "10" in str(many.value)


def test_the_next_hour_is_another_and_the_day_ends_too() -> None:
    for hour in range(4):
        for _ in range(10):
            count_report("198.51.100.7/32", limits=LIMITS, at=NOON + timedelta(hours=hour))
    with pytest.raises(TooMany) as many:
        count_report("198.51.100.7/32", limits=LIMITS, at=NOON + timedelta(hours=4))
    assert (many.value.period, many.value.most) == (DAY, 40)
    assert many.value.minutes > 60
    assert str(many.value) != str(TooMany(period=HOUR, most=40, wait=HOUR))
    count_report("198.51.100.7/32", limits=LIMITS, at=NOON + DAY)


def test_the_cache_holds_no_address_and_its_key_goes_after_a_day(monkeypatch) -> None:
    kept: dict[str, float] = {}
    real = cache.add

    def add(key: str, value: object, timeout: float, **more: object) -> bool:
        kept[key] = timeout
        return real(key, value, timeout, **more)

    monkeypatch.setattr(limits.cache, "add", add)
    count_report("198.51.100.7/32", limits=LIMITS, at=NOON)
    assert not [key for key in kept if "198.51" in key]
    assert max(kept.values()) <= DAY.total_seconds()
    names = set(kept)
    cache.delete("limits:key")
    count_report("198.51.100.7/32", limits=LIMITS, at=NOON)
    assert len(set(kept) - names) == 2, "another key, and nothing of before can be told"


def test_a_full_cache_that_loses_the_count_harms_nobody(monkeypatch) -> None:
    count_report("198.51.100.7/32", limits=LIMITS, at=NOON)

    def lost(*_args: object, **_kwargs: object) -> int:
        raise ValueError("Key not found")

    monkeypatch.setattr(limits.cache, "incr", lost)
    count_report("198.51.100.7/32", limits=LIMITS, at=NOON)
