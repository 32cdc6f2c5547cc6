"""Doors to data that does not live in this repository: skipped, saying so, where there is none."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("unhurried", deadline=None)  # CI's machines pause; what must be fast is measured in tests/bench
settings.load_profile("unhurried")

ROOT = Path(__file__).resolve().parent.parent


def _outside(variable: str, name: str) -> Path:
    place = Path(os.environ.get(variable) or ROOT.parent / "shared" / name)
    if not place.is_dir():
        pytest.skip(f"no {name} here: set {variable} to a checkout of it")
    return place


@pytest.fixture(scope="session")
def corpus() -> Path:
    return _outside("CELADON_CORPUS", "corpus")


@pytest.fixture(scope="session")
def conformance() -> Path:
    return _outside("CELADON_CONFORMANCE", "conformance")
