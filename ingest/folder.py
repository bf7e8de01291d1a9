"""Where the data lie; light, so that the app answers before anything heavy is loaded."""

import os
from pathlib import Path


def data_folder(given: str | None) -> Path:
    """The data folder: the one given, else HUDDLEBOARD_DATA, else the user's own data folder."""
    from platformdirs import user_data_path

    chosen = given or os.environ.get("HUDDLEBOARD_DATA")
    return Path(chosen).expanduser() if chosen else user_data_path("huddleboard")
