"""Where the two made-up practices that ship with Huddleboard are found on disk."""

from pathlib import Path

MAPLE_CREEK = "maple_creek"
RIVERSIDE = "riverside_oscar"
PRACTICES = (MAPLE_CREEK, RIVERSIDE)


def folder(practice: str = MAPLE_CREEK) -> Path:
    """The folder of a made-up practice; the one with an Accuro-style export unless another is named."""
    if practice not in PRACTICES:
        raise ValueError(f"No sample practice is called {practice!r}; there are: {', '.join(PRACTICES)}.")
    return Path(__file__).parent / practice


def files(practice: str = MAPLE_CREEK) -> list[Path]:
    """The practice's export files, in name order; the clinic's settings are not among them."""
    return sorted(folder(practice).glob("*.csv"))


def clinic(practice: str = MAPLE_CREEK) -> Path:
    """The practice's own settings: roster, agreed list, coverage and export date."""
    return folder(practice) / "clinic.toml"


def project() -> Path:
    """The improvement project of Maple Creek as a hand-over file."""
    return folder() / "project.json"
