"""Writes a made-up clinic of any size, to measure with: `generate_clinic.py --rows 1000000 --out DIR`.

Visits and imaging orders (Accuro-style lists), clinic.toml, and expected.json: the planted row accounting.
Chunks are drawn and written one after the other: memory grows by a few bytes a patient, not with the rows.
"""

import argparse
import json
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
from clinic_dirt import Place, Tally, csv_bytes, soiled

START, MONTHS = date(2023, 11, 1), 36
END = date(2026, 10, 31)
DAYS = (END - START).days + 1
CHUNK = 200_000
ROWS_PER_PATIENT = 6
PLACES = {"visits.csv": Place("Visit Date", "Reason"), "di_orders.csv": Place("Order Date", "Clinical Info")}
LUMBAR_PER_VISIT, OTHER_PER_LUMBAR = 0.05, 0.20
WORD_FILE = Path(__file__).parent / "clinic_words.toml"
WORDS: dict[str, list[str]] = tomllib.loads(WORD_FILE.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Patients:
    """Everyone the clinic will ever see, as columns; a patient is known by place in them."""

    chart: np.ndarray
    born: np.ndarray
    sex: np.ndarray
    clinician: np.ndarray
    back: np.ndarray


def draw_patients(rng: np.random.Generator, rows: int) -> Patients:
    """One patient per six visit rows; four in ten have a back that hurts."""
    count = rows // ROWS_PER_PATIENT + 1
    chart = (
        np.arange(count, dtype=np.int64) * 7_368_787 + 1_234_567
    ) % 10_000_000  # the step shares no factor with the range: all differ
    born = (rng.integers(1936, 2004, count) - 1970) * 365 + rng.integers(0, 365, count)
    return Patients(
        chart=chart,
        born=born.astype(np.int32),
        sex=rng.integers(0, 2, count, dtype=np.int8),
        clinician=rng.integers(0, len(WORDS["clinicians"]), count, dtype=np.int8),
        back=rng.random(count) < 0.4,
    )


def chosen(rng: np.random.Generator, words: str, rows: int) -> pl.Series:
    """A column drawn with equal chance from one list of words; "" becomes blank."""
    things = [word or None for word in WORDS[words]]
    return pl.Series(things, dtype=pl.String).gather(rng.integers(0, len(things), rows).astype(np.uint32))


def named(words: Sequence[str | None], which: np.ndarray) -> pl.Series:
    """A column of the words at these places."""
    return pl.Series(words, dtype=pl.String).gather(which.astype(np.uint32))


def ticks(rng: np.random.Generator, when: np.ndarray, chance: float) -> pl.Series:
    """X with this chance where something could have been ticked, else blank."""
    return pl.Series(np.where(when & (rng.random(len(when)) < chance), 1, 0)).replace_strict(
        {0: None, 1: "X"}, return_dtype=pl.String
    )


def days_to_text(days: np.ndarray) -> pl.Series:
    """Days since 1970 as 05-Mar-2026."""
    return pl.Series(days.astype(np.int32)).cast(pl.Date).dt.strftime("%d-%b-%Y")


def clock(minutes: np.ndarray) -> pl.Series:
    """Minutes since midnight as 14:05."""
    return pl.Series(minutes.astype(np.int64) * 60_000_000_000).cast(pl.Time).dt.strftime("%H:%M")


def back_words(rng: np.random.Generator, rows: int) -> pl.Series:
    """Short clinical texts about a low back; 15 in 100 state a red flag, deny one, or only sound like it."""
    kind = rng.random(rows)
    parts = pl.DataFrame(
        {
            "symptom": chosen(rng, "symptoms", rows),
            "span": pl.Series(rng.integers(1, 31, rows)).cast(pl.String),
            "unit": chosen(rng, "units", rows),
            "side": chosen(rng, "sides", rows),
            "doing": chosen(rng, "doings", rows),
            "advice": chosen(rng, "advice", rows),
            "cue": chosen(rng, "stated", rows),
            "denial": chosen(rng, "denied", rows),
            "score": pl.Series(rng.integers(1, 8, rows)).cast(pl.String),
            "kind": kind,
        }
    )
    spread = pl.format("{} x {} {}", "symptom", "span", "unit")
    said = pl.when(pl.col("kind") < 0.04).then("cue").when(pl.col("kind") < 0.15).then("denial")
    long = pl.concat_str(
        spread,
        "side",
        "doing",
        said,
        pl.format("pain {}/10", "score"),
        "advice",
        separator=", ",
        ignore_nulls=True,
    )
    brief = pl.when(pl.col("kind") < 0.55).then(long).when(pl.col("kind") < 0.75).then(spread).otherwise("symptom")
    return parts.select(brief.alias("words")).to_series()


def chore_words(rng: np.random.Generator, rows: int) -> pl.Series:
    """Reasons of visits that are not about the back."""
    parts = pl.DataFrame(
        {
            "chore": chosen(rng, "chores", rows),
            "number": pl.Series(rng.integers(2, 160, rows)).cast(pl.String),
            "detail": chosen(rng, "chore_details", rows),
            "numbered": rng.random(rows) < 0.2,
        }
    )
    numbered = pl.when("numbered").then("number")
    return parts.select(pl.concat_str("chore", numbered, "detail", separator=" ", ignore_nulls=True)).to_series()


@dataclass(frozen=True)
class Chunk:
    """A stretch of visits in date order, still as numbers: who, on which day since 1970, about the back?"""

    first: int
    patient: np.ndarray
    day: np.ndarray
    back: np.ndarray

    def __len__(self) -> int:
        return len(self.patient)


def chunks(rng: np.random.Generator, rows: int, people: Patients) -> Iterator[Chunk]:
    """All visits: about every sixth row is somebody new, the others come back; one in five is low back pain.

    A twentieth of the patients are known from the start, or the first of them would fill the first day.
    """
    known = len(people.chart) // 20
    share_new = (len(people.chart) - known) / rows
    first_day = (START - date(1970, 1, 1)).days
    edges = np.linspace(0, rows, -(-rows // CHUNK) + 1).astype(int)
    for first, count in zip(edges, np.diff(edges)):
        new = rng.random(count) < share_new
        so_far = np.minimum(known + np.cumsum(new), len(people.chart))
        patient = np.where(new, so_far - 1, (rng.random(count) * so_far).astype(np.int64))
        known = int(so_far[-1])
        day = first_day + (np.arange(first, first + count) * DAYS // rows)
        back = people.back[patient] & (rng.random(count) < 0.5)
        yield Chunk(int(first), patient, day, back)


def visit_frame(rng: np.random.Generator, people: Patients, chunk: Chunk) -> pl.DataFrame:
    """The visit list of a chunk, clean."""
    rows, who = len(chunk), chunk.patient
    anyone = rng.integers(0, len(WORDS["clinicians"]), rows)
    provider = np.where(rng.random(rows) < 0.8, people.clinician[who], anyone)
    status = rng.choice(4, rows, p=[0.92, 0.03, 0.04, 0.01])
    seen, done = status == 0, (status == 0) & chunk.back
    booked = np.array([10, 15, 20, 30])[rng.integers(0, 4, rows)]
    appointment = 480 + 5 * rng.integers(0, 97, rows)
    in_room = appointment + np.maximum(0, rng.integers(-15, 26, rows))
    out = in_room + np.maximum(3, booked + rng.integers(-6, 6, rows) + 12 * (rng.random(rows) < 0.2))
    timed = pl.Series(seen & (rng.random(rows) < 0.97))
    reason = back_words(rng, rows).zip_with(pl.Series(chunk.back), chore_words(rng, rows))
    flag = pl.Series(np.where(done, rng.choice(3, rows, p=[0.55, 0.4, 0.05]), 0))
    handed = np.where(done, np.minimum(rng.integers(0, 22, rows), 5), 5)
    return pl.DataFrame(
        {
            "Visit ID": pl.Series(np.arange(chunk.first, chunk.first + rows)).cast(pl.String).str.zfill(8),
            "Chart No": pl.Series(people.chart[who]).cast(pl.String).str.zfill(7),
            "Birth Date": days_to_text(people.born[who]),
            "Sex": named(["F", "M"], people.sex[who]),
            "Visit Date": days_to_text(chunk.day),
            "Appt Time": clock(appointment),
            "Booked (min)": pl.Series(booked).cast(pl.String),
            "In Room": clock(in_room).zip_with(timed, pl.Series([None], dtype=pl.String)),
            "Out": clock(out).zip_with(timed, pl.Series([None], dtype=pl.String)),
            "Provider": named(WORDS["clinicians"], provider),
            "Visit Type": named(WORDS["modes"], rng.choice(3, rows, p=[0.86, 0.13, 0.01])),
            "Status": named(WORDS["visit_statuses"], status),
            "Dx": chosen(rng, "back_codes", rows).zip_with(pl.Series(chunk.back), chosen(rng, "other_codes", rows)),
            "Reason": reason,
            "Red Flags": flag.replace_strict({0: None, 1: "N", 2: "Y"}, return_dtype=pl.String),
            "Handout": ticks(rng, done, 0.35),
            "Exercise Rx": ticks(rng, done, 0.25),
            "Warm Handoff To": named([*WORDS["agreed"], *WORDS["not_agreed"], None], handed),
            "Agreement": ticks(rng, done, 0.55),
            "Barriers": ticks(rng, done, 0.45),
        }
    )


def order_frame(
    rng: np.random.Generator, people: Patients, chunk: Chunk, providers: pl.Series, first: int
) -> pl.DataFrame:
    """The imaging orders that follow a chunk's visits, in date order; a few are sent twice."""
    lumbar = round(len(chunk) * LUMBAR_PER_VISIT)
    rows = lumbar + round(lumbar * OTHER_PER_LUMBAR)
    from_back = rng.choice(np.flatnonzero(chunk.back), round(lumbar * 0.92), replace=False)
    visit = np.concatenate([from_back, rng.integers(0, len(chunk), rows - len(from_back))])
    is_lumbar = np.arange(rows) < lumbar
    exam = chosen(rng, "lumbar_exams", rows).zip_with(pl.Series(is_lumbar), chosen(rng, "other_exams", rows))
    last_day = (END - date(1970, 1, 1)).days
    day = np.minimum(last_day, chunk.day[visit] + np.array([0, 0, 0, 0, 1, 2, 5, 12])[rng.integers(0, 8, rows)])
    back = pl.Series(is_lumbar & (rng.random(rows) < 0.95))
    orderer = pl.Series(rng.choice(3, rows, p=[0.95, 0.04, 0.01]))
    result = pl.Series(day + rng.integers(1, 40, rows))
    drawn = pl.DataFrame(
        {
            "Chart No": pl.Series(people.chart[chunk.patient[visit]]).cast(pl.String).str.zfill(7),
            "day": day,
            "Exam": exam,
            "here": providers.gather(visit.astype(np.uint32)),
            "elsewhere": chosen(rng, "elsewhere", rows),
            "Clinical Info": back_words(rng, rows).zip_with(back, chore_words(rng, rows)),
            "silent": rng.random(rows) < 0.15,
            "Status": chosen(rng, "order_statuses", rows),
            "cancelled": rng.random(rows) < 0.02,
            "result": result,
        }
    ).with_columns(
        pl.when(orderer == 0).then("here").when(orderer == 1).then("elsewhere").alias("Ordering Provider"),
        pl.when(~pl.col("silent")).then("Clinical Info").alias("Clinical Info"),
        pl.when("cancelled").then(pl.lit("Cancelled")).otherwise("Status").alias("Status"),
    )
    return _numbered(drawn.sort("day", maintain_order=True), rng, first)


def _numbered(drawn: pl.DataFrame, rng: np.random.Generator, first: int) -> pl.DataFrame:
    """Orders with their numbers and texts; three in a hundred repeat the requisition just before them."""
    place = np.arange(len(drawn))
    place[1:] -= rng.random(len(drawn) - 1) < 0.03
    shown = (pl.col("Status") == "Resulted") & (pl.col("result") <= (END - date(1970, 1, 1)).days)
    return drawn[place].select(
        pl.Series("Order ID", np.arange(first, first + len(drawn))).cast(pl.String).str.zfill(8),
        pl.Series("Req #", place + first).cast(pl.String).str.zfill(8),
        "Chart No",
        pl.col("day").cast(pl.Int32).cast(pl.Date).dt.strftime("%d-%b-%Y").alias("Order Date"),
        "Exam",
        "Ordering Provider",
        "Status",
        "Clinical Info",
        pl.when(shown).then(pl.col("result").cast(pl.Int32).cast(pl.Date).dt.strftime("%d-%b-%Y")).alias("Result Date"),
    )


def settings() -> str:
    """The clinic's own settings."""
    lines = [
        'name = "Made-up benchmark clinic"',
        'timezone = "America/Edmonton"',
        "adult_age = 18",
        f"coverage_start = {START}",
        f"export_date = {END}",
        f"agreed_list = {listed(WORDS['agreed'])}",
    ]
    for number, clinician in enumerate(WORDS["clinicians"], start=1):
        lines += ["", "[[clinician]]", f'id = "C{number:02d}"', f"spellings = {listed([clinician])}"]
    return "\n".join([*lines, "", "[[outside]]", f"spellings = {listed(WORDS['elsewhere'])}", ""])


def listed(words: list[str]) -> str:
    """A TOML list of texts, which is written as JSON writes one."""
    return json.dumps(words, ensure_ascii=False)


def generate(rows: int, out: Path, seed: int = 1, whole_quotes: bool = False) -> dict[str, object]:
    """Writes the clinic and returns what was planted, as `expected.json` holds it."""
    if rows < 1000:
        raise ValueError(f"{rows} rows are too few to hold every kind of row; ask for at least 1000.")
    out.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    people = draw_patients(rng, rows)
    tallies = {name: Tally() for name in PLACES}
    texts, back_rows, ordered = np.empty(0, dtype=np.uint64), 0, 0
    for name in PLACES:
        (out / name).unlink(missing_ok=True)
    for chunk in chunks(rng, rows, people):
        visits = visit_frame(rng, people, chunk)
        tables = {
            "visits.csv": visits,
            "di_orders.csv": order_frame(rng, people, chunk, visits["Provider"], ordered),
        }
        for name, table in tables.items():
            texts = np.union1d(texts, table[PLACES[name].words].drop_nulls().hash().to_numpy())
            spoilt = soiled(table, rng, PLACES[name], tallies[name], whole_quotes)
            with (out / name).open("ab") as file:
                file.write(csv_bytes(spoilt, header=chunk.first == 0))
        back_rows, ordered = back_rows + int(chunk.back.sum()), ordered + len(tables["di_orders.csv"])
    planted: dict[str, object] = {name: tally.report() for name, tally in tallies.items()}
    planted |= {
        "back_pain_rows": back_rows,
        "distinct_texts_before_dirt": len(texts),
        "patients": len(people.chart),
    }
    (out / "clinic.toml").write_text(settings(), encoding="utf-8")
    (out / "expected.json").write_text(json.dumps(planted, indent=1) + "\n", encoding="utf-8")
    return planted


def main() -> None:
    """Reads the command line."""
    words = argparse.ArgumentParser(description="Writes a made-up clinic of any size.")
    words.add_argument("--rows", type=int, default=1_000_000, help="visit rows (default one million)")
    words.add_argument("--out", type=Path, required=True, help="folder to write into")
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--whole-quotes", action="store_true", help="break no quote: a plain CSV reader gets through")
    asked = words.parse_args()
    print(json.dumps(generate(asked.rows, asked.out, asked.seed, asked.whole_quotes), indent=1))


if __name__ == "__main__":
    main()
