"""What all tests share: the example clinics and public data, where they are present."""

import os
import tempfile
from collections.abc import Iterator
from functools import cache
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings

# A machine that is busy with something else must not fail a law. Every day a law is tried on 25 cases, in CI on 100.
settings.register_profile("everyday", deadline=None, max_examples=25)
settings.register_profile("thorough", deadline=None, max_examples=100)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "everyday"))

SHARED = Path(__file__).resolve().parents[1].parent / "shared"


@pytest.fixture(scope="session", autouse=True)
def _installed_packages_are_looked_through_once() -> Iterator[None]:
    """Streamlit looks through every installed package for components when a test runs a page; they stay."""
    from streamlit.components.v2 import manifest_scanner

    found = manifest_scanner.scan_component_manifests
    manifest_scanner.scan_component_manifests = cache(found)
    yield
    manifest_scanner.scan_component_manifests = found


DESKS, NUMBERS = Path(tempfile.mkdtemp(prefix="huddleboard-desks-")), count()


@pytest.fixture(autouse=True)
def _nobody_at_the_desk() -> Iterator[None]:
    """Each test begins at a desk of its own, at which nobody has said who they are."""
    os.environ["HUDDLEBOARD_DESK"] = str(DESKS / f"{next(NUMBERS)}.json")
    yield
    os.environ.pop("HUDDLEBOARD_DESK", None)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of example clinics and public data beside the project; skipped without it."""
    if not (SHARED / "examples").is_dir():
        pytest.skip(f"no example clinics: {SHARED} is not here")
    return SHARED
