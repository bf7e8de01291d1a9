"""From accepted rows to event rows: one function per event table, each a few named steps."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ingest import clean, lexicon
from ingest.ages import age_in_years
from ingest.code_columns import BETWEEN, marked
from ingest.gate import Gate
from ingest.lexicon import Lexicon, Memory
from ingest.privacy import Pseudonyms
from ingest.profile import TableProfile
from measures.events import shaped
from measures.practice import spelling

YES = frozenset(
    [
        "x",
        "y",
        "yes",
        "true",
        "1",
        "t",
        "o",
        "oui",
        "done",
        "given",
        "✓",
        "✔",
        "checked",
        "present",
        "positive",
        "pos",
        "+",
    ]
)
NO = frozenset(["n", "no", "false", "0", "f", "non", "none", "not", "neg", "negative", "declined", "absent", "nil"])


@dataclass
class Door:
    """What the reading of one import holds on to: clinic, pseudonyms, memories of texts, births seen so far."""

    clinic: str
    pseudonyms: Pseudonyms
    timezone: str
    reader: str
    words: Memory
    gate: Gate
    cells: Lexicon = field(default_factory=lexicon.cells)
    exam_names: Lexicon = field(default_factory=lexicon.exams)
    exam_codes: Lexicon = field(default_factory=lexicon.coded_exams)
    births: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema={"patient": pl.Int64, "born_first": pl.Date, "born_last": pl.Date})
    )


@dataclass(frozen=True)
class Rows:
    """Accepted rows of one block: `frame` has row, patient, day, month, date and the mapped cells as text.

    `systems` says in which code system each field of codes is, `latest` how late a date can be.
    """

    frame: pl.DataFrame
    profile: TableProfile
    order: clean.DateOrder | None
    source: int
    systems: Mapping[str, str] = field(default_factory=dict)
    latest: date | None = None

    @cached_property
    def births(self) -> pl.DataFrame:
        """Earliest and latest possible date of birth of each row."""
        return births(self)

    def only(self, wanted: pl.Series) -> "Rows":
        """Some of the rows."""
        return Rows(self.frame.filter(wanted), self.profile, self.order, self.source, self.systems, self.latest)

    def text(self, name: str) -> pl.Series:
        """A mapped cell, or nulls where the export has no such column."""
        if name in self.frame.columns:
            return self.frame[name]
        return pl.Series(name, [None] * self.frame.height, dtype=pl.String)

    def carries(self, name: str) -> bool:
        """Whether the export has this column."""
        return name in self.frame.columns

    def canonical(self, name: str, blank: str | None = None, keep: bool = True) -> pl.Series:
        """A cell's known word; an unknown one is kept as '?' and the word itself, to be asked about.

        `keep=False` where a cell may hold what a person wrote freely: then only '?' is kept.
        """
        known = self.profile.values.get(name, {})
        exact = name in self.profile.case_matters

        def meaning(seen: str) -> str:
            return known.get(seen if exact else seen.casefold(), "?" + seen * keep)

        words = clean.by_distinct(self.text(name), meaning, pl.String())
        return (words.fill_null(blank) if blank is not None and self.carries(name) else words).alias(name)

    def tick(self, name: str) -> pl.Series:
        """A yes / no cell: yes, no, or null where blank or not understood."""
        said = self.profile.values.get(name, {})
        yes = YES | {word for word, means in said.items() if means == "yes"}
        no = NO | {word for word, means in said.items() if means == "no"}
        ticked, _ = clean.ticks(self.text(name), yes, no)
        return ticked.alias(name)


Made = dict[str, pl.DataFrame]

#: A birth date has no time: one written as midnight UTC must not move to the day before.
MIDNIGHT = r"[T ]00:00(:00(\.0+)?)?\s*(Z|[+-]00:?00)?$"


def names(series: pl.Series) -> pl.Series:
    """Names as compared later: composed accents, single spaces; each distinct spelling once."""
    distinct = series.drop_nulls().unique()
    return series.replace_strict(
        distinct, [spelling(n) for n in distinct.to_list()], default=None, return_dtype=pl.String
    )


def ages(rows: Rows, door: Door) -> pl.DataFrame:
    """Youngest and oldest possible age that day, from the row's own date or year of birth, else from births seen."""
    frame = rows.frame.select("patient", "date").with_columns(*rows.births.get_columns())
    if door.births.height and frame["born_first"].null_count():
        frame = frame.join(door.births, on="patient", how="left", maintain_order="left", suffix="_seen")
        frame = frame.with_columns(
            pl.col("born_first").fill_null(pl.col("born_first_seen")),
            pl.col("born_last").fill_null(pl.col("born_last_seen")),
        )

    low = whole_years(frame["born_last"], frame["date"])
    exact = frame["born_first"].eq_missing(frame["born_last"]).all()
    high = low if exact else whole_years(frame["born_first"], frame["date"])
    told = ages_told(rows)
    aged = pl.DataFrame({"age_low": low.fill_null(told), "age_high": high.fill_null(told)})
    return aged.with_columns(
        pl.when((pl.col("age_low") >= -1) & (pl.col("age_high") <= 125)).then(pl.all()).name.keep()
    )


def whole_years(born: pl.Series, on: pl.Series) -> pl.Series:
    """Completed years between two dates: year, month and day as one number (20250131), subtracted, without its tail."""
    first, last = (calendar_number(days) for days in (born, on))
    years = (last - first) // 10_000
    known = (born.is_not_null() & on.is_not_null()).to_numpy()
    return pl.select(pl.when(pl.Series(known)).then(pl.Series(years, dtype=pl.Int16))).to_series()


def calendar_number(days: pl.Series) -> NDArray[np.int32]:
    """20250131 for each date (of 1850 to 2150; others, and blanks, are worth nothing), by looking up the day."""
    numbers, first = _calendar()
    place = days.cast(pl.Int32).fill_null(0).to_numpy() - first
    found: NDArray[np.int32] = numbers[np.clip(place, 0, len(numbers) - 1)]
    return found


@cache
def _calendar() -> tuple[NDArray[np.int32], int]:
    days = np.arange(np.datetime64("1850-01-01"), np.datetime64("2150-01-01"))
    months, years = days.astype("datetime64[M]"), days.astype("datetime64[Y]")
    number = (
        (years.astype(int) + 1970) * 10_000 + ((months - years).astype(int) + 1) * 100 + (days - months).astype(int) + 1
    )
    return number.astype(np.int32), int(days[0].astype(int))


def ages_told(rows: Rows) -> pl.Series:
    """The age in whole years that a column of its own says; null where it says none."""
    return age_in_years(rows.text("age"))


def births(rows: Rows) -> pl.DataFrame:
    """Earliest and latest possible date of birth of each row (held only while importing, never stored).

    A year, or a year and month, under a birth heading is no more than that (counting.md §1).
    """
    if not rows.carries("birth_date"):
        return _births_in_parts(rows)
    cells = rows.text("birth_date").str.replace(MIDNIGHT, "")
    born = _not_in_the_future(cells, clean.dates(cells, rows.order, latest=_latest(rows)), rows)
    born = pl.select(pl.when(~clean.is_default(born)).then(born)).to_series()
    partial = cells.filter(born.is_null()).str.contains(PARTIAL_BIRTH).any()
    if not partial:
        return pl.DataFrame({"born_first": born, "born_last": born})
    parts = cells.str.extract_groups(PARTIAL_BIRTH).struct.unnest()
    year = _whole_year(parts["year"].fill_null(parts["of"]).cast(pl.Int32, strict=False), _latest(rows))
    month = parts["month"].cast(pl.Int8, strict=False)
    bounds = _bounds(year, month, pl.Series([None] * len(cells)))
    first, last = (born.fill_null(bounds[name]) for name in ("born_first", "born_last"))
    return pl.DataFrame({"born_first": first, "born_last": last})


#: A year, also of two digits, or a year and a month, alone.
PARTIAL_BIRTH = r"^(?:(?<year>\d{4}|\d{2})(?:\.0)?|(?<of>\d{4})-(?<month>\d{2}))$"
TWO_DIGIT_YEAR = r"(?:^|\D)\d{2}$"


def _latest(rows: Rows) -> date | None:
    """The last day of the rows where they are dated, else the latest day a date can be."""
    last = rows.frame["date"].max() if "date" in rows.frame.columns else None
    return last if isinstance(last, date) else rows.latest


def _not_in_the_future(cells: pl.Series, born: pl.Series, rows: Rows) -> pl.Series:
    """A birth after the row's own day whose year has two digits was a hundred years before (counting.md §1)."""
    if "date" not in rows.frame.columns or not cells.str.contains(TWO_DIGIT_YEAR).any():
        return born
    late = (born > rows.frame["date"]) & cells.str.contains(TWO_DIGIT_YEAR)
    return pl.select(pl.when(late).then(born.dt.offset_by("-100y")).otherwise(born)).to_series()


def _year_of_birth(rows: Rows) -> pl.Series:
    """A year of birth of four digits, or of two: of this century where that is not in the future."""
    written = rows.text("birth_year").str.extract(r"^(\d{4}|\d{2})(?:\.0)?$").cast(pl.Int32, strict=False)
    return _whole_year(written, _latest(rows))


def _whole_year(written: pl.Series, latest: date | None) -> pl.Series:
    """A year of two digits with its century: never in the future; none where nobody knows what the future is."""
    if latest is None or not (written < 100).any():
        return pl.select(pl.when(written >= 100).then(written)).to_series()
    whole = pl.when(written >= 100).then(written).when(written + 2000 <= latest.year).then(written + 2000)
    return pl.select(whole.otherwise(written + 1900)).to_series()


def _births_in_parts(rows: Rows) -> pl.DataFrame:
    year = _year_of_birth(rows)
    month = rows.text("birth_month").str.extract(r"^(\d{1,2})(?:\.0)?$").cast(pl.Int8, strict=False)
    day = rows.text("birth_day").str.extract(r"^(\d{1,2})(?:\.0)?$").cast(pl.Int8, strict=False)
    return _bounds(year, month, day)


def _bounds(year: pl.Series, month: pl.Series, day: pl.Series) -> pl.DataFrame:
    """The first and last day that a year, its month and its day leave open."""
    frame = pl.DataFrame({"y": year, "m": month, "d": day.cast(pl.Int8)}).with_columns(
        pl.when(pl.col("m").is_between(1, 12)).then("m"), pl.when(pl.col("y").is_between(1901, 2100)).then("y")
    )
    # A day no month has (0, or 31 in February) makes the whole date one that nobody can rely on.
    days = pl.date(pl.col("y"), pl.col("m"), 1).dt.month_end().dt.day()
    no_day = pl.col("d").is_between(1, days).not_().fill_null(False)
    frame = frame.with_columns(y=pl.when(~no_day).then("y"), d=pl.when(~no_day).then("d"))
    exact = pl.when(pl.col("m").is_not_null()).then(pl.col("d"))
    first = pl.date(pl.col("y"), pl.col("m").fill_null(1), exact.fill_null(1))
    last_month = pl.date(pl.col("y"), pl.col("m").fill_null(12), 1).dt.month_end()
    last = pl.when(exact.is_not_null()).then(first).otherwise(last_month)
    return frame.select(
        born_first=pl.when(pl.col("y").is_not_null()).then(first),
        born_last=pl.when(pl.col("y").is_not_null()).then(last),
    )


def remember_births(rows: Rows, door: Door) -> pl.DataFrame:
    """Birth months per patient for the facts; exact dates stay with the door while this import lasts."""
    born = rows.births.with_columns(rows.frame["patient"], rows.frame["row"])
    known = born.drop_nulls("born_first").join(door.births, on="patient", how="anti")
    fresh = known.group_by("patient").agg(pl.col("born_first").min(), pl.col("born_last").max(), pl.col("row").min())
    door.births = pl.concat([door.births, fresh.select(door.births.columns)])

    def month(column: str) -> pl.Expr:
        return (pl.col(column).dt.year() * 12 + pl.col(column).dt.month() - 1).cast(pl.Int32)

    return fresh.select("row", "patient", birth_month_low=month("born_first"), birth_month_high=month("born_last"))


def base(rows: Rows) -> pl.DataFrame:
    """The columns every dated event has."""
    return rows.frame.select("row", "patient", "day", "month")


def findings_of(
    rows: pl.DataFrame, lexicon: Memory, said: pl.DataFrame, of: str, source: str, door: Door
) -> pl.DataFrame:
    """One finding row per atom said; `rows` has row, patient, day, month and perhaps status."""
    told = lexicon.spread(rows, said["key"], "findings")
    return told.with_columns(of=pl.lit(of), source=pl.lit(source), reader=pl.lit(door.reader))


@dataclass(frozen=True)
class Coded:
    """What the diagnosis cells of some rows say, and the memory they were looked up in."""

    lexicon: Lexicon
    said: pl.DataFrame

    def of(self, wanted: pl.Series) -> "Coded":
        """Of some rows only."""
        return Coded(self.lexicon, self.said.filter(wanted))


def coded(rows: Rows, door: Door) -> Coded:
    """What the row's diagnosis cells say: tier, spine_code, region, dx_words."""
    named = rows.text("code_system") if rows.carries("code_system") else None
    said = door.cells.look_up(marked(rows.text("diagnosis"), named, rows.systems.get("diagnosis", "icd")))
    return Coded(door.cells, said.with_columns(pl.col("spine_code", "dx_words").fill_null(False)))


def diagnoses_of(events: pl.DataFrame, codes: Coded, of_visit: bool) -> pl.DataFrame:
    """One diagnosis row per code of a cell."""
    both = pl.concat([events, codes.said.select("tier", "spine_code", "region")], how="horizontal")
    return codes.lexicon.spread(both, codes.said["key"], "codes").with_columns(of_visit=pl.lit(of_visit))


def box_findings(events: pl.DataFrame, door: Door) -> pl.DataFrame:
    """A ticked red-flag box is an unnamed flag; a denied one denies all seven; a blank one says nothing."""
    answered = events.drop_nulls("red_flags")
    atom = pl.when(pl.col("red_flags")).then(pl.lit("unnamed")).otherwise(pl.lit("all"))
    state = pl.when(pl.col("red_flags")).then(pl.lit("present")).otherwise(pl.lit("absent"))
    return answered.with_columns(
        atom=atom, state=state, window=pl.lit(0), rule=pl.lit("red-flag box"), of=pl.lit("visits"),
        source=pl.lit("box"),
        reader=pl.lit(door.reader),
    )  # fmt: skip


def visits(rows: Rows, door: Door) -> Made:
    """Visits, with their codes, words, boxes and times."""
    codes, said = coded(rows, door), door.words.look_up(rows.text("reason"))
    mode = rows.canonical("mode")
    status = rows.canonical("status", blank="?")
    admin = (mode == "admin").fill_null(False)
    status = pl.select(pl.when(admin).then(pl.lit("admin")).otherwise(status)).to_series()
    start, end = (clean.time_of_day(rows.text(name), door.timezone) for name in ("start_time", "end_time"))
    events = base(rows).with_columns(
        *ages(rows, door).get_columns(),
        *codes.said.select("tier", "spine_code", "region").get_columns(),
        (said["low_back_words"].fill_null(False) | codes.said["dx_words"]).alias("low_back_words"),
        rows.text("source_id"), names(rows.text("provider")), status.alias("status"), mode,
        lasted(rows, (end - start).cast(pl.Int32)).alias("minutes"),
        clean.minutes(rows.text("booked_minutes")).alias("booked_minutes"),
        names(rows.text("warm_referral")).alias("warm_referral"),
        *[rows.tick(name) for name in TICKS],
    )  # fmt: skip
    who = events.select("row", "patient", "day", "month", "status")
    return {
        "patients": remember_births(rows, door),
        "visits": events,
        "diagnoses": diagnoses_of(who, codes, of_visit=True),
        "findings": pl.concat(
            [
                findings_of(who, door.words, said, "visits", "words", door),
                findings_of(who, codes.lexicon, codes.said, "visits", "code", door),
                box_findings(events.select(*who.columns, "red_flags"), door),
            ],
            how="diagonal_relaxed",
        ),
    }


def lasted(rows: Rows, clocked: pl.Series) -> pl.Series:
    """Minutes a visit took: as the export says, else from its two times."""
    if not rows.carries("actual_minutes"):
        return clocked
    return clean.minutes(rows.text("actual_minutes")).fill_null(clocked)


TICKS = ("red_flags", "pamphlet", "exercise", "assessment", "agreement", "barriers", "ran_over", "sought_elsewhere")


def coded_exam(rows: Rows, door: Door) -> pl.DataFrame:
    """What each procedure code orders; by the exam's words where no list holds the code."""
    codes, words = rows.text("procedure_code").fill_null(""), exam_words(rows)
    # Beside a diagnosis the column of systems speaks of the diagnosis.
    named = rows.text("code_system") if rows.carries("code_system") and not rows.carries("diagnosis") else None
    cells = marked(codes, named, rows.systems.get("procedure_code", "own"))
    return door.exam_codes.look_up(cells + BETWEEN + words.fill_null(""))


def exam_words(rows: Rows) -> pl.Series:
    """The exam's name, with the modality before it where that stands in a column of its own: the column decides."""
    words = rows.text("exam")
    if not rows.carries("modality"):
        return words
    said = rows.canonical("modality").str.strip_prefix("?").replace(MODALITY_WORDS)
    return pl.select(pl.when(said.is_not_null()).then(said + " " + words.fill_null("")).otherwise(words)).to_series()


#: How a modality is said before an exam's name, so that both are read as one name.
MODALITY_WORDS = {"XR": "x-ray", "CT": "ct", "MR": "mri"}


def orders(rows: Rows, door: Door) -> Made:
    """Imaging orders, with the exam recognised and the clinical words read."""
    by_code = rows.carries("procedure_code")
    exam = coded_exam(rows, door) if by_code else door.exam_names.look_up(exam_words(rows))
    codes, said = coded(rows, door), door.words.look_up(rows.text("indication"))
    planning = exam["exam_planning"].fill_null(False) | said["states_planning"].fill_null(False)
    events = base(rows).with_columns(
        *ages(rows, door).get_columns(),
        *codes.said.select("tier", "spine_code", "region").get_columns(),
        (said["low_back_words"].fill_null(False) | codes.said["dx_words"]).alias("low_back_words"),
        rows.text("source_id"), names(rows.text("provider")), rows.canonical("status"),
        rows.text("requisition"), exam["modality"], exam["lumbar"].fill_null(False), exam["exam_why"],
        planning.alias("planning"),
    )  # fmt: skip
    who = events.select("row", "patient", "day", "month", "status")
    if by_code:
        wanted = events["modality"].is_not_null() | rows.text("exam").is_not_null()
        events, who, said, codes = events.filter(wanted), who.filter(wanted), said.filter(wanted), codes.of(wanted)
    return {
        "orders": events,
        "diagnoses": diagnoses_of(who, codes, of_visit=True),
        "findings": pl.concat(
            [
                findings_of(who, door.words, said, "orders", "words", door),
                findings_of(who, codes.lexicon, codes.said, "orders", "code", door),
            ],
            how="diagonal_relaxed",
        ),
    }


def diagnoses(rows: Rows, door: Door) -> Made:
    """A problem list or disease registry: codes of a day."""
    codes = coded(rows, door)
    who = base(rows).with_columns(rows.canonical("status"), rows.text("visit_id"))
    return {
        "diagnoses": diagnoses_of(who, codes, of_visit=False),
        "findings": findings_of(who, codes.lexicon, codes.said, "diagnoses", "code", door),
    }


def medications(rows: Rows, door: Door) -> Made:
    """Prescriptions: only what the steroid rule asks."""
    distinct = rows.frame.select(
        pl.Series("atc", rows.text("atc")), pl.Series("drug", rows.text("drug")), pl.Series("route", rows.text("route"))
    )
    unique = distinct.unique()
    from measures.red_flags.codes import is_systemic_steroid

    steroid = [is_systemic_steroid(*row) for row in unique.rows()]
    marked = distinct.join(
        unique.with_columns(systemic_steroid=pl.Series(steroid, dtype=pl.Boolean)),
        on=["atc", "drug", "route"], how="left", nulls_equal=True, maintain_order="left",
    )  # fmt: skip
    end = clean.dates(rows.text("end_date"), rows.order, timezone=door.timezone)
    end = pl.select(pl.when(~clean.is_default(end)).then(end)).to_series()
    events = base(rows).with_columns(
        marked["systemic_steroid"],
        end.dt.epoch("d").cast(pl.Int32).alias("end_day"),
        rows.canonical("status"),
    )
    return {"medications": events}


def referrals(rows: Rows, door: Door) -> Made:
    """Referrals, with the kind of service and the day of the first assessment."""
    assessed = clean.dates(rows.text("assessed"), rows.order, timezone=door.timezone)
    assessed = pl.select(pl.when(~clean.is_default(assessed)).then(assessed)).to_series()
    events = base(rows).with_columns(
        *ages(rows, door).get_columns(),
        rows.text("source_id"), names(rows.text("provider")), rows.canonical("status"), rows.canonical("service"),
        assessed.dt.epoch("d").cast(pl.Int32).alias("assessed_day"), rows.tick("eligible"),
    )  # fmt: skip
    return {"referrals": events}


SCORES = ("eq_vas", "eq5d_index", "sf12", "oswestry", "roland_morris", "pain")


def responses(rows: Rows, door: Door) -> Made:
    """Answers patients gave: a known word, or a score on a known instrument."""
    question = rows.canonical("question")
    is_score = question.is_in(SCORES)
    score = rows.text("answer").str.replace(",", ".").cast(pl.Float64, strict=False)
    frame = pl.DataFrame(
        {"question": question, "answer": rows.canonical("answer", keep=False), "score": score, "is_score": is_score}
    )
    read = frame.select(
        pl.when(pl.col("is_score")).then(pl.lit("quality_of_life")).otherwise("question").alias("question"),
        pl.when(~pl.col("is_score")).then("answer").alias("answer"),
        pl.when(pl.col("is_score")).then("score").alias("score"),
        pl.when(pl.col("is_score")).then("question").alias("instrument"),
    )
    return {
        "responses": base(rows).with_columns(
            *ages(rows, door).get_columns(), rows.text("source_id"), *read.get_columns()
        )
    }


def patients(rows: Rows, door: Door) -> Made:
    """A patient list: only the month of birth is kept."""
    return {"patients": remember_births(rows, door)}


def notes(rows: Rows, door: Door) -> Made:
    """Notes: read for red flags, never kept."""
    said = door.words.look_up(rows.text("reason"))
    return {"findings": findings_of(base(rows), door.words, said, "notes", "words", door)}


def activities(rows: Rows, door: Door) -> Made:
    """Hospital outpatient rows by the UK code script."""
    from measures.ebi import counts_as_back_imaging

    texts = [rows.text(name).to_list() for name in ("procedure_code", "diagnosis", "category")]
    aged = ages(rows, door)
    counted = [
        counts_as_back_imaging(procedures, codes, category, age)
        for procedures, codes, category, age in zip(*texts, aged["age_low"].to_list(), strict=True)
    ]
    return {
        "activities": base(rows).with_columns(
            *aged.get_columns(), rows.text("source_id"), back_imaging=pl.Series(counted, dtype=pl.Boolean)
        )
    }


FEEDS: Mapping[str, Callable[[Rows, Door], Made]] = {
    "patients": patients,
    "visits": visits,
    "orders": orders,
    "diagnoses": diagnoses,
    "medications": medications,
    "referrals": referrals,
    "responses": responses,
    "activities": activities,
    "notes": notes,
}


def made(rows: Rows, door: Door) -> Made:
    """Every event row these rows make, each table in its full shape with the clinic's id."""
    parts: dict[str, list[pl.DataFrame]] = {}
    for event, some in _fed(rows):
        if some.frame.height:
            for table, frame in FEEDS[event](some, door).items():
                whole = shaped(frame.with_columns(clinic=pl.lit(door.clinic)), table)
                parts.setdefault(table, []).append(door.gate.events(whole, table))
    return {table: pl.concat(frames) for table, frames in parts.items()}


def _fed(rows: Rows) -> list[tuple[str, Rows]]:
    """The rows by the event they belong to: most tables feed one, some divide by a column's meaning."""
    left = rows
    divided: list[tuple[str, Rows]] = []
    for feed in rows.profile.feeds:
        belongs = left.canonical(feed.field).is_in(list(feed.means)).fill_null(False)
        divided.append((feed.event, left.only(belongs)))
        left = left.only(~belongs)
    return [*divided, (rows.profile.event, left)]
