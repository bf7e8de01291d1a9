"""What all tests share: the made-up exports beside this file, and the example clinics where they are present."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[1].parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of example clinics and public data beside the project; without it these tests are skipped."""
    if not (SHARED / "examples").is_dir():
        pytest.skip(f"no example clinics: {SHARED} is not here")
    return SHARED
