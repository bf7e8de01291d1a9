"""What an import did, or why it was refused: the row accounting, for people and for programs."""

from dataclasses import dataclass, field
from typing import Any

from ingest.read import NotData, Refused


class Refusal(Exception):
    """The whole import is refused; nothing was changed. The message says what was seen and what to do."""


@dataclass
class FileReport:
    """Row accounting of one file: rows read = accepted + refused + exact repeats; other lines beside it."""

    file: str
    table: str = ""
    says: str = ""
    rows_read: int = 0
    accepted: int = 0
    refused: list[Refused] = field(default_factory=list)
    exact_repeats: list[int] = field(default_factory=list)
    not_data: list[NotData] = field(default_factory=list)
    header_line: int = 0
    replaced: int = 0
    repeated_keys: int = 0
    already_there: bool = False

    def as_json(self) -> dict[str, Any]:
        """The accounting as plain data."""
        return {
            "table": self.table,
            "rows_read": self.rows_read,
            "accepted": self.accepted,
            "refused": [{"line": r.line, "class": r.reason, "column": r.column, "says": r.says} for r in self.refused],
            "exact_repeats": self.exact_repeats,
            "not_data": [{"line": n.line, "class": n.kind} for n in self.not_data],
            "header_line": self.header_line,
            "replaced": self.replaced,
            "repeated_keys": self.repeated_keys,
            "already_there": self.already_there,
        }


@dataclass
class Report:
    """The account of one import. `notices` are sentences a person should read."""

    says: str
    files: list[FileReport]
    import_id: int | None = None
    vanished: int = 0
    notices: list[str] = field(default_factory=list)
    seconds_reading_words: float = 0.0

    @property
    def changed(self) -> bool:
        """Whether anything new was brought in."""
        return self.import_id is not None
