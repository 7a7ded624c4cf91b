"""How long ago something was, cut so that what is said of it can be remembered."""

from datetime import timedelta

_DAY, _HOUR, _MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def next_cut(age: timedelta) -> timedelta:
    """The age from which `cut` gives another."""
    return cut(age) + (_HOUR if age >= _DAY else _MINUTE)


def cut(age: timedelta) -> timedelta:
    """Down to the minute on the first day, to the hour afterwards; what is to come is now."""
    step = _HOUR if age >= _DAY else _MINUTE
    return max(age // step, 0) * step
