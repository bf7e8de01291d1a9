"""What all tests share: the example clinics and public data, where they are present."""

from pathlib import Path

import pytest
from hypothesis import settings

# A machine that is busy with something else must not fail a law.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

SHARED = Path(__file__).resolve().parents[1].parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of example clinics and public data beside the project; skipped without it."""
    if not (SHARED / "examples").is_dir():
        pytest.skip(f"no example clinics: {SHARED} is not here")
    return SHARED
