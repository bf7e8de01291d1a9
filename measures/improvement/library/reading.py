"""How the lists of this folder are read: TOML beside the code, each row a value of a frozen dataclass."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from importlib.resources import files
from typing import Any


def rows(name: str, key: str) -> tuple[dict[str, Any], ...]:
    """The rows of one list, in the order of the file; a list within a row comes back as a tuple."""
    table = tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text("utf-8"))
    return tuple({field: _value(value) for field, value in row.items()} for row in table[key])


def _value(value: Any) -> Any:
    return tuple(value) if isinstance(value, Sequence) and not isinstance(value, str) else value
