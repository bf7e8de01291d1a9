"""What is noted of private pages that were opened and of what was taken away, also of those who write nothing else."""

from __future__ import annotations

from dashboard.desk import Desk
from dashboard.records.access import WRITES
from dashboard.records.programme import Sight

SOMEBODY = "somebody at this computer"


def seen(desk: Desk, clinic: str, act: str, of: str) -> None:
    """Note in the audit that whoever sits here looked at something, or took it away."""
    asked = WRITES.set(True)
    try:
        desk.records.line(Sight, clinic, who=desk.person or SOMEBODY, act=act, of=of)
    finally:
        WRITES.reset(asked)
