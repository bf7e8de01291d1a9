"""What a measure is: a declaration over the three-valued columns of one unit table."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from typing import Any

import narwhals as nw

#: What a measure lacks while nobody said it.
CODE_SYSTEM_SAYS = "in which code system the diagnoses are"


class Kind(StrEnum):
    """What part a measure plays in improvement (Model for Improvement); BASE counts only give context."""

    OUTCOME = "outcome"
    PROCESS = "process"
    BALANCING = "balancing"
    CONTEXT = "context"
    BASE = "base"


class Better(StrEnum):
    """The direction of better."""

    LOWER = "lower"
    HIGHER = "higher"
    NEITHER = "neither"


#: Said of an export with a column of diagnosis codes whose system nobody has said yet (counting.md §1).
CODES_UNDECIDED = "codes_undecided"
#: Said of an export whose codes are of a system that our lists hold in part: a red flag may be among the others.
CODES_IN_PART = "red_flag_codes"
#: Carried by every visit list.
KNOWN_VISITS = "visits.patient"
#: Units that no diagnosis code can change.
WITHOUT_CODES = ("completed_visit", "referral", "activity")


@dataclass(frozen=True)
class Need:
    """Something an export must carry: any one of `fields`; `missing` says in words what is not there.

    `told_by`: of visits whose patients are known one of these must be carried too, or nothing tells what they were for
    and a count of them would be a false nought. `also`: fields that are needed by nobody and, where they are carried,
    change what is counted.
    """

    fields: tuple[str, ...]
    missing: str
    told_by: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    def met(self, carried: frozenset[str]) -> bool:
        """Whether the exports carry it."""
        told = not self.told_by or KNOWN_VISITS not in carried or any(name in carried for name in self.told_by)
        return told and any(name in carried for name in self.fields)

    @property
    def every_field(self) -> frozenset[str]:
        """Whatever it rests on, every alternative among it."""
        return frozenset((*self.fields, *self.told_by, *self.also))


@dataclass(frozen=True)
class Answer:
    """A yes / no / not recorded question over unit columns, with Kleene's logic for the unknown."""

    kind: str
    parts: tuple["Answer", ...] = ()
    column: str = ""
    says: str = ""
    needs: tuple[Need, ...] = ()

    def __and__(self, other: "Answer") -> "Answer":
        return Answer("and", (self, other))

    def __or__(self, other: "Answer") -> "Answer":
        return Answer("or", (self, other))

    def __invert__(self) -> "Answer":
        return Answer("not", (self,))

    def missing(self, carried: frozenset[str]) -> list[str]:
        """What the exports would need and lack; one carried alternative of an `or` is enough."""
        if self.kind == "column":
            return [need.missing for need in self.needs if not need.met(carried)]
        lacks = [part.missing(carried) for part in self.parts]
        if self.kind == "or" and any(not lack for lack in lacks):
            return []
        return list(dict.fromkeys(text for lack in lacks for text in lack))

    @property
    def every_field(self) -> frozenset[str]:
        """Every field that its columns rest on, alternatives among them."""
        own = (need.every_field for need in self.needs)
        return frozenset().union(*own, *(part.every_field for part in self.parts))

    def rests_on(self, carried: frozenset[str]) -> list[str]:
        """Of the alternatives, the ones the exports carry (empty when all are)."""
        if self.kind == "or" and any(part.missing(carried) for part in self.parts):
            return [part.says or part.column for part in self.parts if not part.missing(carried)]
        return [text for part in self.parts for text in part.rests_on(carried)]

    def expr(self, carried: frozenset[str] | None = None) -> nw.Expr:
        """The question as an expression; an alternative that no export carries is left out of an `or`."""
        if self.kind == "column":
            return nw.col(self.column)
        if self.kind == "not":
            return ~self.parts[0].expr(carried)
        parts = [p for p in self.parts if self.kind == "and" or carried is None or not p.missing(carried)]
        exprs = [part.expr(carried) for part in parts or self.parts]
        return reduce(lambda a, b: a & b if self.kind == "and" else a | b, exprs)

    @property
    def columns(self) -> tuple[str, ...]:
        """The unit columns the question reads, in order."""
        own = (self.column,) if self.column else ()
        return tuple(dict.fromkeys(own + tuple(c for part in self.parts for c in part.columns)))


class Unit:
    """A unit table: what one row stands for, and its columns as attributes."""

    def __init__(self, name: str, says: str, columns: Mapping[str, tuple[str, tuple[Need, ...]]]) -> None:
        self.name = name
        self.says = says
        self.columns = {
            column: Answer("column", column=column, says=words, needs=needs)
            for column, (words, needs) in columns.items()
        }

    def __getattr__(self, column: str) -> Answer:
        columns: dict[str, Answer] = self.__dict__.get("columns", {})
        if column in columns:
            return columns[column]
        near = difflib.get_close_matches(column, columns, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else f"; it has {', '.join(sorted(columns))}"
        raise AttributeError(f"unit {self.__dict__.get('name')!r} has no column {column!r}{hint}")


class Verdict(StrEnum):
    """What became of one unit in one measure."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    LEFT_OUT = "left out"


@dataclass(frozen=True)
class Measure:
    """One measure, declared. `denominator=None` makes it a count. `examples` is its test and its manual.

    `follow_up` is the number of days after the unit's day that must have passed before a period is mature;
    `needs` are what the whole measure rests on beside its columns; `certain_only` counts what is known and leaves the
    unknown to the measures beside it (base counts of images).
    """

    name: str
    title: str
    kind: Kind
    better: Better
    unit: Unit
    numerator: Answer
    numerator_says: str
    source: str
    examples: str
    denominator: Answer | None = None
    denominator_says: str = ""
    charts: tuple[str, ...] = ("run",)
    follow_up: int = 0
    needs: tuple[Need, ...] = ()
    not_recorded: Answer | None = None
    certain_only: bool = False
    notes: str = ""

    @property
    def is_rate(self) -> bool:
        """Whether it has a denominator."""
        return self.denominator is not None

    def missing(self, carried: frozenset[str]) -> list[str]:
        """What the exports lack for this measure; empty when it is available."""
        lacks = [need.missing for need in self.needs if not need.met(carried)]
        for answer in (self.denominator, self.numerator):
            lacks += answer.missing(carried) if answer else []
        if CODES_UNDECIDED in carried and self.unit.name not in WITHOUT_CODES:
            lacks.append(CODE_SYSTEM_SAYS)
        return list(dict.fromkeys(lacks))

    def hangs_on(self, field: str, carried: frozenset[str]) -> bool:
        """Whether what is counted changes with a field of these exports, be it one of two alternatives."""
        own = (need.every_field for need in self.needs)
        asked = (answer.every_field for answer in (self.denominator, self.numerator) if answer)
        return field in carried and field in frozenset().union(*own, *asked)

    def rests_on(self, carried: frozenset[str]) -> list[str]:
        """The alternatives the figure rests on when not all are carried."""
        return self.numerator.rests_on(carried)

    def verdict(self, carried: frozenset[str] | None = None) -> nw.Expr:
        """yes / no / unknown / left out for each unit row, in the order of judgement of `counting.md` section 1."""
        numerator = self.numerator.expr(carried)
        inside = self.denominator.expr(carried) if self.denominator else nw.lit(True)
        known = (
            nw.when(numerator.is_null())
            .then(nw.lit(Verdict.UNKNOWN.value))
            .otherwise(
                nw.when(numerator).then(nw.lit(Verdict.YES.value)).otherwise(nw.lit(Verdict.NO.value)),
            )
        )
        judged = nw.when(inside).then(known).otherwise(nw.lit(Verdict.LEFT_OUT.value))
        return nw.when(inside.is_null()).then(nw.lit(Verdict.UNKNOWN.value)).otherwise(judged)

    def example_rows(self) -> list[dict[str, Any]]:
        """The examples table, parsed: yes / no / blank become True / False / None; `counted` stays a word."""
        lines = [line for line in self.examples.strip().splitlines() if not set(line.strip()) <= set("-| ")]
        header, *body = [[cell.strip() for cell in line.split("|")] for line in lines]
        values = {"yes": True, "no": False, "": None}
        return [
            {name: cell if name == "counted" else values[cell] for name, cell in zip(header, row, strict=True)}
            for row in body
        ]
