import gc
import weakref
from collections.abc import Iterator

import pytest

from celadon.sources.parsing.collecting import Collecting, at_rest


class Circle:
    """What nothing but the collector takes away."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def collector() -> Iterator[None]:
    """Leave the collector as the other tests want it."""
    gc.collect()
    yield
    gc.unfreeze()
    gc.enable()


def test_circles_stay_until_enough_was_left_behind() -> None:
    with Collecting(after=100) as collecting:
        circle = weakref.ref(Circle())
        collecting.left(99)
        assert circle() is not None
        collecting.left(1)
        assert circle() is None


def test_the_measure_begins_anew_after_each_look() -> None:
    with Collecting(after=10) as collecting:
        collecting.left(10)
        circle = weakref.ref(Circle())
        collecting.left(9)
        assert circle() is not None
        collecting.left(1)
        assert circle() is None


def test_the_collector_is_off_within_and_as_before_after_it() -> None:
    with Collecting():
        assert not gc.isenabled()
    assert gc.isenabled()
    gc.disable()
    with Collecting():
        assert not gc.isenabled()
    assert not gc.isenabled()


def test_what_one_run_left_goes_in_the_next() -> None:
    with Collecting(after=10):
        circle = weakref.ref(Circle())
    with Collecting(after=10) as collecting:
        collecting.left(10)
        assert circle() is None


def test_at_rest_gives_the_collector_back_even_after_an_error() -> None:
    with pytest.raises(ValueError, match="no"), at_rest():
        raise ValueError("no" if not gc.isenabled() else "still on")
    assert gc.isenabled()
