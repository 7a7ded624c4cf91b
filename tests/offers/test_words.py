"""Needs and terms in the memory of each process, that processes sharing a cache read in turn."""

import pytest

from offers import words as module
from offers.models import Need
from offers.words import words
from tests.factories import CAR

pytestmark = pytest.mark.usefixtures("words")


class Process:
    """What one process remembers, put in place while it works."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.read, self.patch = None, monkeypatch

    def label(self) -> str:
        self.patch.setattr(module, "_read", self.read)
        label = words().needs[CAR].label
        self.read = module._read
        return label


def test_two_processes_read_once_each(monkeypatch, django_assert_num_queries) -> None:
    one, other = Process(monkeypatch), Process(monkeypatch)
    for process in (one, other):
        with django_assert_num_queries(2):
            process.label()
    with django_assert_num_queries(0):
        for process in (one, other) * 3:
            process.label()


def test_what_one_saves_the_other_reads(monkeypatch) -> None:
    one, other = Process(monkeypatch), Process(monkeypatch)
    assert one.label() == other.label()
    need = Need.objects.get(code=CAR)
    need.labels["fr"] = "Rouler"
    need.save()
    assert one.label() == other.label() == "Rouler"
