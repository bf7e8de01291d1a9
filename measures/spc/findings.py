"""What was found of a series, and what that allows to be said of its chart: codes and numbers, no words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class SeriesFinding:
    """One thing found: its code, the points (from 1, as they are charted) that it is about, and its numbers."""

    code: str
    points: tuple[int, ...] = ()
    numbers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Allowed:
    """What the findings of a chart allow. `false_alarms` is a share of stable series, None where nobody can tell."""

    findings: tuple[SeriesFinding, ...]
    false_alarms: float | None
    chance: bool  # whether a pattern may be called unlikely to be chance

    @property
    def codes(self) -> frozenset[str]:
        """What was found."""
        return frozenset(finding.code for finding in self.findings)
