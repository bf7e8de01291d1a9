"""What a reading plan hands to the importer."""

from collections.abc import Mapping as Named
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ingest import clean
from ingest.recognise import Mapping


@dataclass(frozen=True)
class Plans:
    """What a reading plan says of an import: its lists as they are read, orders and kinds of their dates, code systems,
    what was settled for this export, and the questions that stay open.
    """

    mappings: Sequence[Mapping]
    notices: Sequence[str] = ()
    orders: Named[str, clean.DateOrder] = field(default_factory=dict)
    settled: Named[str, str] = field(default_factory=dict)
    systems: Named[str, Named[str, str]] = field(default_factory=dict)
    dates: Named[str, Named[str, str]] = field(default_factory=dict)
    questions: Sequence[Named[str, Any]] = ()
