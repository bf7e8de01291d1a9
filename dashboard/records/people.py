"""The people of a clinic who write, review and own a task."""

from dataclasses import dataclass
from typing import ClassVar

import sqlalchemy as sa

from dashboard.records.keeping import Kept
from ingest import database as db


@dataclass(frozen=True, kw_only=True)
class Person(Kept):
    """Somebody of the team; who leaves is no longer `active`, and stays the author of what they wrote."""

    TABLE: ClassVar[sa.Table] = db.people
    FREE_TEXT: ClassVar[tuple[str, ...]] = ("name", "role")

    name: str
    role: str = ""
    active: bool = True
