"""Words of status, mode, service and tick cells that mean the same in most lists, and how cells are compared."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from ingest.plan.headings import plain


@cache
def _lists() -> dict[str, Any]:
    return tomllib.loads(resources.files("ingest").joinpath("plan/values.toml").read_text("utf-8"))


@cache
def meanings(event: str, field: str) -> Mapping[str, str]:
    """Word -> meaning of one field, the words as `compared` writes them."""
    spec = _lists().get(event, {}).get(field, {})
    return {compared(word): means for means, words in spec.items() for word in words}


def compared(cell: str) -> str:
    """A cell as words are compared: without case, accents and punctuation; a lone sign stays."""
    return plain(cell) or cell.strip()


@cache
def _ticks() -> Mapping[str, bool]:
    spec = _lists()["ticks"]
    return {**{compared(w): False for w in spec["no"]}, **{compared(w): True for w in spec["yes"]}}


def tick_of(cell: str) -> bool | None:
    """Yes, no, or neither."""
    return _ticks().get(compared(cell))
