"""The garbage collector leaves alone what stands for the whole run: Django, Wagtail, our code, the
tests. Looked through again and again, their two million objects cost a tenth of the time."""

import gc

import pytest

SELDOM = (50_000, 20, 20)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)
