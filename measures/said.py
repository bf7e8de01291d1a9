"""What the science has to say: a code and the values it rests on; the sentence is built in `dashboard/telling`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from math import isnan
from typing import Any


@dataclass(frozen=True)
class Said:
    """One thing found, without its words.

    `values` hold what JSON holds: numbers, texts, lists, and days as ISO text; another `Said` may be among them. So it
    can be kept as it is, and told again in other words or another language.
    """

    code: str
    values: Mapping[str, Any] = field(default_factory=dict, hash=False)


def said(code: str, **values: object) -> Said:
    """The same with its values made plain; a number that is none becomes nothing."""
    return Said(code, {name: _plain(value) for name, value in values.items()})


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if hasattr(value, "item"):  # a number of NumPy
        value = value.item()
    return None if isinstance(value, float) and isnan(value) else value
