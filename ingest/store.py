"""Facts as immutable Parquet, one folder per import, and the catalogue that commits them."""

import io
import os
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl
import sqlalchemy as sa
from filelock import FileLock, Timeout

from ingest import database as db
from ingest.clinic import BadSettings, read_settings, write_settings
from ingest.folder import data_folder as data_folder
from ingest.for_people import ForPeople
from ingest.gate import Gate
from ingest.privacy import clinic_key
from ingest.safekeeping.fact_files import Damage, FactFile, Sound, changed, fact_files, missing_or_short, refusal
from ingest.safekeeping.faults import FactsDamaged, plainly
from ingest.safekeeping.files import PRIVATE_FILE, private_file, private_folder, to_disk
from ingest.safekeeping.identity import FOLDER_ID, clinic_folder, id_in, key_check, key_in
from ingest.safekeeping.opening import opened, tidy
from ingest.speaking import keys_in, silent_rows
from measures.events import LINE_BITS, TABLES, Events, empty, schema
from measures.practice import EPOCH, Practice, spelling

PRIMARY = ("visits", "orders", "activities")
#: Beside the facts: lines of a file that are too many for the catalogue (`ingest.table.KEPT_IN_WORDS`).
REFUSED_LINES, PASSED_LINES = "refused", "passed"
#: What was settled of the quiet days before an export date: nobody knows, so they are a gap.
QUIET_IS_GAP = "gap"
#: Between two exports fewer days than this may simply have had no visit (holidays).
QUIET_DAYS = 14
SETTINGS_FILE = "huddleboard.toml"
#: Begins what stands in the place of a clinic for all of them together; no clinic id does.
TOGETHER = "~"


def scanned(files: list[Path], table: str) -> pl.LazyFrame:
    """Part files of one event table, also older ones that lack a column of today."""
    return pl.scan_parquet(files, schema=schema(table), missing_columns="insert")


def quiet_gaps(sources: list[dict[str, Any]]) -> list[tuple[date, date]]:
    """Days between a list's last row and its export date that a person, or the proposal, left open."""
    found = []
    for source in sources:
        settled = (source["settled"] or {}).get(f"quiet:{source['event']}")
        if settled != QUIET_IS_GAP or not source["export_date"]:
            continue
        last = EPOCH + timedelta(days=source["last_day"])
        spoken = any(s["last_day"] > source["last_day"] for s in sources)
        if not spoken:
            found.append((last + timedelta(days=1), date.fromisoformat(source["export_date"])))
    return found


def _blank_is_no(name: str, odd: list[int]) -> pl.Expr:
    """In a column with yes marks only a blank is a no; the rows whose mark was not understood stay unknown."""
    filled = pl.col(name).fill_null(False)
    return pl.when(~pl.col("row").is_in(odd)).then(filled).alias(name) if odd else filled


def with_blanks(files: list[Path], table: str, blanks: Mapping[str, list[int]]) -> pl.LazyFrame:
    """Part files whose blank cells, in these columns, are a no."""
    frame = scanned(files, table)
    return frame.with_columns(_blank_is_no(name, odd) for name, odd in blanks.items()) if blanks else frame


def spoken(frame: pl.LazyFrame, gone: pl.Series) -> pl.LazyFrame:
    """The rows that speak."""
    return frame.join(pl.DataFrame({"row": gone}).lazy(), on="row", how="anti") if len(gone) else frame


class NothingYet(ForPeople):
    """No export has been brought in; the message says what to do first."""

    def __init__(self) -> None:
        super().__init__("No visits or orders are here yet. Bring in an export first.")


@dataclass(frozen=True)
class Coverage:
    """The days the facts speak for, and how each end was known."""

    start: date
    end: date
    says: str
    gaps: tuple[tuple[str, date, date], ...] = ()


class Store:
    """One data folder and its catalogue. Opening it compares their identities, migrates the tables and tidies up."""

    def __init__(self, folder: Path, url: str | None = None) -> None:
        try:
            private_folder(folder)
        except OSError as problem:
            raise BadSettings(f"{folder} cannot be the data folder: {problem.strerror}. Name another folder.") from None
        self.folder = folder
        self.lock = FileLock(folder / ".lock", mode=PRIVATE_FILE)
        self._sound = Sound()
        self._silent: tuple[str, pl.Series] | None = None
        with plainly():
            self.engine = opened(folder, url or configured_url(folder), self.lock)
            self.sweep()
            with self.engine.connect() as connection:
                self._short = missing_or_short(folder, fact_files(connection))

    def fact_files(self, clinic: str) -> list[FactFile]:
        """Every file of facts of a clinic, as the catalogue knows it."""
        with self.engine.connect() as connection:
            return fact_files(connection, clinic)

    def damage(self, clinic: str) -> list[Damage]:
        """Fact files of the clinic that are not what was written, by their rows at the start and their checksum now.

        A file is read for its checksum once, and again only where its size or time have changed.
        """
        files = self.fact_files(clinic)
        now = changed(self.folder, files, self._sound)
        seen = {one.file for one in now}
        return now + [one for one in self._short if one.file in files and one.file not in seen]

    def refuse_damage(self, clinic: str) -> None:
        """Raise FactsDamaged where facts of the clinic are not what was written."""
        found = self.damage(clinic)
        if found:
            raise FactsDamaged(refusal(found, self.place(clinic)))

    def refuse_files(self, files: Sequence[FactFile], clinics: Collection[str]) -> None:
        """The same of several clinics at once, of these files of theirs."""
        wanted = [one for one in files if one.clinic in clinics]
        harmed = {one.file.clinic for one in changed(self.folder, wanted, self._sound)}
        for clinic in sorted(harmed | {one.file.clinic for one in self._short if one.file in wanted}):
            self.refuse_damage(clinic)

    def sweep(self) -> None:
        """Move folders of imports that never happened into the trash; not while an import is under way."""
        try:
            with self.lock.acquire(timeout=0):
                tidy(self.folder, self.engine)
        except (Timeout, PermissionError):
            return

    # settings

    def clinics(self) -> list[str]:
        """Clinic ids of this data folder: of its settings and exports, and before these of what people wrote.

        So the first export joins the clinic whose team began without one, whatever its clinic.toml calls it.
        """
        with self.engine.connect() as connection:
            known = list(connection.scalars(sa.select(db.clinics.c.clinic).order_by(db.clinics.c.clinic)))
            wrote = connection.scalars(sa.select(db.changes.c.clinic).distinct().order_by("clinic"))
            return known or [one for one in wrote if not one.startswith(TOGETHER)]

    def settings(self, clinic: str | None = None) -> Practice:
        """What is known of a clinic; defaults where nobody said anything."""
        known = self.clinics()
        clinic = clinic or (known[0] if known else None)
        with self.engine.connect() as connection:
            text = connection.scalar(sa.select(db.clinics.c.settings).where(db.clinics.c.clinic == clinic))
        return read_settings(text, clinic or "") if text else Practice(clinic=clinic or "clinic")

    def save_settings(self, practice: Practice) -> None:
        """Keep the settings; every count follows at once."""
        with self.engine.begin() as connection:
            keep_settings(connection, practice)

    def key(self, clinic: str) -> bytes:
        """The clinic's pseudonym key (0600, in its folder): the one the catalogue knows, or a new one told to it."""
        own = db.identities
        with self.lock:
            identity = id_in(self.folder / FOLDER_ID) or ""
            with self.engine.begin() as connection:
                if connection.scalar(sa.select(own.c.key_check).where(own.c.clinic == clinic)) is None:
                    clinic_key(clinic_folder(self.folder, clinic))
                    check = key_check(key_in(self.folder, clinic), identity)
                    connection.execute(sa.insert(own).values(clinic=clinic, folder=identity, key_check=check))
            return key_in(self.folder, clinic)

    def numbers(self, clinic: str) -> Callable[[pl.Series], pl.Series]:
        """How the clinic keeps record numbers: those that could say who somebody is become tokens."""
        return Gate(self.key(clinic)).numbers

    # what is there

    def imports(self, clinic: str) -> list[dict[str, Any]]:
        """The imports of a clinic, oldest first."""
        return self._rows(sa.select(db.imports).where(db.imports.c.clinic == clinic).order_by(db.imports.c.id))

    def sources(self, clinic: str) -> list[dict[str, Any]]:
        """The files of a clinic that speak, with their import's folder, oldest first.

        Not among them are files of an import taken back, and those whose facts were lost and that came again:
        `place` is the number of the file whose place a file has taken, else its own.
        """
        return self.sources_by_clinic(clinic).get(clinic, [])

    def sources_by_clinic(self, clinic: str | None = None) -> dict[str, list[dict[str, Any]]]:
        """The same of every clinic."""
        columns = (db.sources, db.imports.c.folder, db.imports.c.export_date, db.imports.c.settled)
        every = sa.select(*columns).join_from(db.sources, db.imports)
        own = every if clinic is None else every.where(db.sources.c.clinic == clinic)
        live = own.where(db.imports.c.taken_back.is_(None)).order_by(db.sources.c.id)
        lost: dict[tuple[str, str, str], int] = {}
        for row in self._rows(live.where(db.sources.c.set_aside.is_not(None))):
            lost.setdefault((row["clinic"], row["digest"], row["profile_table"]), row["id"])
        found: dict[str, list[dict[str, Any]]] = {}
        for row in self._rows(live.where(db.sources.c.set_aside.is_(None))):
            place = lost.get((row["clinic"], row["digest"], row["profile_table"]), row["id"])
            found.setdefault(row["clinic"], []).append({**row, "place": place})
        return found

    def files_of_imports(self, clinic: str) -> dict[int, list[str]]:
        """The file names of every import, also of one taken back."""
        found: dict[int, list[str]] = {}
        named = sa.select(db.sources.c.import_id, db.sources.c.file).where(db.sources.c.clinic == clinic)
        for row in self._rows(named.order_by(db.sources.c.id)):
            found.setdefault(row["import_id"], []).append(row["file"])
        return found

    def questions(self, clinic: str) -> list[dict[str, Any]]:
        """The questions of imports that speak which nobody has answered, oldest first."""
        joined = sa.select(db.questions).join_from(db.questions, db.imports)
        waiting = joined.where(
            db.questions.c.clinic == clinic, db.questions.c.answer.is_(None), db.imports.c.taken_back.is_(None)
        )
        return self._rows(waiting.order_by(db.questions.c.id))

    def asked_with(self, number: int) -> set[str]:
        """The questions that an import left open, also those answered since."""
        asked = sa.select(db.questions.c.question).where(db.questions.c.import_id == number)
        return {row["question"] for row in self._rows(asked)}

    def refusals(self, clinic: str) -> list[dict[str, Any]]:
        """Every refused row of a clinic with what was seen and what to do."""
        joined = sa.select(db.refusals, db.sources.c.file).join_from(db.refusals, db.sources)
        return self._rows(joined.where(db.refusals.c.clinic == clinic).order_by(db.refusals.c.id))

    def passed(self, clinic: str) -> dict[int, dict[str, int]]:
        """Per source, how many lines of each kind hold no data (header, blank, totals ...) or repeat a row exactly."""
        lines = db.passed_lines.c
        counted = sa.select(lines.source_id, lines.kind, sa.func.count().label("lines"))
        found: dict[int, dict[str, int]] = {}
        for row in self._rows(counted.where(lines.clinic == clinic).group_by(lines.source_id, lines.kind)):
            found.setdefault(row["source_id"], {})[row["kind"]] = row["lines"]
        for source in self.sources(clinic):
            for first, last, kind in self._beside_facts(source, PASSED_LINES):
                of_file = found.setdefault(source["id"], {})
                of_file[kind] = of_file.get(kind, 0) + last - first + 1
        return found

    def _beside_facts(self, source: Mapping[str, Any], table: str) -> list[tuple[Any, ...]]:
        """The lines of one file that are too many for the catalogue; what is damaged of them is said by `damage`."""
        found: list[tuple[Any, ...]] = []
        for part in sorted((self.folder / source["folder"] / table).glob(f"{source['id']:06d}-*.parquet")):
            with suppress(pl.exceptions.PolarsError, OSError):
                found += pl.read_parquet(part).rows()
        return found

    def passed_lines(self, source: Mapping[str, Any]) -> list[tuple[int, str]]:
        """Line and kind of every line of one file (of `sources`) that is no accepted and no refused row."""
        lines = db.passed_lines.c
        own = sa.select(lines.line, lines.kind).where(lines.source_id == source["id"])
        found = [(row["line"], row["kind"]) for row in self._rows(own)]
        for first, last, kind in self._beside_facts(source, PASSED_LINES):
            found += [(line, kind) for line in range(first, last + 1)]
        return sorted(found)

    def refused_lines(self, source: Mapping[str, Any]) -> list[tuple[int, str, str | None]]:
        """Line, reason and column of the refused rows of one file after its first ones, which are `refusals`."""
        return self._beside_facts(source, REFUSED_LINES)

    def spellings(self, clinic: str) -> pl.DataFrame:
        """Spellings of names and words met in the exports: field, seen, known, rows."""
        rows = self._rows(sa.select(db.spellings).where(db.spellings.c.clinic == clinic))
        frame = pl.DataFrame(
            rows, schema={"field": pl.String, "seen": pl.String, "known": pl.Boolean, "rows": pl.Int64}
        )
        return frame.group_by("field", "seen", "known").agg(pl.col("rows").sum()).sort("field", "seen")

    def _rows(self, query: sa.Select[Any]) -> list[dict[str, Any]]:
        with self.engine.connect() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def version(self, clinic: str) -> str:
        """A word that changes whenever the facts or the settings of the clinic do."""
        with self.engine.connect() as connection:
            own = db.imports.c
            imports = connection.execute(
                sa.select(own.id, own.vanished_left_out, own.export_date, own.taken_back)
                .where(own.clinic == clinic)
                .order_by(own.id)
            ).all()
            asked = db.questions.c
            answered = sa.select(sa.func.count(asked.id), sa.func.count(asked.answer)).where(asked.clinic == clinic)
            questions = tuple(connection.execute(answered).one())
            changed = connection.scalar(sa.select(db.clinics.c.changed_at).where(db.clinics.c.clinic == clinic))
        last = imports[-1][0] if imports else None
        return f"{last}-{sha256(repr((imports, questions)).encode()).hexdigest()[:12]}-{changed}"

    # facts

    def events(self, clinic: str) -> Events:
        """All live facts of a clinic: rows replaced by a later export, or left out after one, are gone."""
        self.refuse_damage(clinic)
        sources = self.sources(clinic)
        gone = self._gone(clinic, sources)
        tables = {name: self._scan(name, sources, gone) for name in TABLES}
        carries = frozenset(c for s in sources for c in s["carries"])
        traits = frozenset(t for s in sources for t in s["traits"])
        if self.settings(clinic).all_in_person:
            traits |= {"all_in_person"}
        return Events(tables, carries, traits)

    def _scan(self, table: str, sources: list[dict[str, Any]], gone: pl.LazyFrame | None) -> nw.LazyFrame:
        parts: list[pl.LazyFrame] = []
        plain: list[Path] = []
        for source in sources:
            files = sorted((self.folder / source["folder"] / table).glob(f"{source['id']:06d}-*.parquet"))
            blanks = source["blank_is_no"] if table == source["event"] else {}
            if blanks and files:
                parts.append(
                    scanned(files, table).with_columns(_blank_is_no(name, odd) for name, odd in blanks.items())
                )
            else:
                plain += files
        if plain:
            parts.append(scanned(plain, table))
        if not parts:
            return nw.from_native(empty(table).lazy())
        whole = parts[0] if len(parts) == 1 else pl.concat(parts)
        return nw.from_native(whole if gone is None else whole.join(gone, on="row", how="anti"))

    def _gone(self, clinic: str, sources: list[dict[str, Any]]) -> pl.LazyFrame | None:
        """Rows that do not speak: another export speaks for them, or a person left them out; worked out once."""
        version = self.version(clinic)
        if self._silent is None or self._silent[0] != version:
            left_out = {i["id"] for i in self.imports(clinic) if i["vanished_left_out"]}
            self._silent = version, silent_rows(self.folder, sources, left_out, self.numbers(clinic))
        rows = self._silent[1]
        return pl.DataFrame({"row": rows}).lazy() if len(rows) else None

    def live_keys(
        self, clinic: str, profile_table: str, export_date: str | None = None, without: Collection[int] = ()
    ) -> pl.DataFrame:
        """row, key and day of every live row of one table of the exports, of exports not later than `export_date`."""
        every = [s for s in self.sources(clinic) if s["id"] not in without]
        sources = [s for s in every if s["profile_table"] == profile_table]
        if export_date:
            sources = [s for s in sources if (s["export_date"] or "") <= export_date]
        scans = [keys for s in sources if (keys := keys_in(self.folder / s["folder"], s["id"])) is not None]
        if not scans:
            return pl.DataFrame(schema={"row": pl.Int64, "key": pl.String, "day": pl.Int32})
        keys = pl.concat(scans)
        gone = self._gone(clinic, every)
        return (keys if gone is None else keys.join(gone, on="row", how="anti")).collect()

    def lost(self, clinic: str) -> dict[tuple[str, str], int]:
        """The files whose facts are not what was written, by digest and table: these can be brought in again."""
        sources = {one.file.source for one in self.damage(clinic)}
        return {(s["digest"], s["profile_table"]): s["id"] for s in self.sources(clinic) if s["id"] in sources}

    def coverage(self, clinic: str) -> Coverage:
        """First to last day the facts speak for; the last is the export date, not the last row.

        A list that was not renewed ends the coverage of all: a month with visits but no order list would show no
        images. Raises NothingYet before the first import.
        """
        return self.covered(self.settings(clinic), self.sources(clinic))

    def covered(self, practice: Practice, sources: Sequence[dict[str, Any]]) -> Coverage:
        """The same of a practice and its sources."""
        dated = [s for s in sources if s["event"] in PRIMARY and s["first_day"] is not None]
        if not dated:
            raise NothingYet
        start = practice.coverage_start or EPOCH + timedelta(days=min(s["first_day"] for s in dated))
        how_start = "as set" if practice.coverage_start else "the first accepted row"
        ends = {e: max(self._end(s) for s in dated if s["event"] == e) for e in {s["event"] for s in dated}}
        end = min(ends.values())
        given = any(s["export_date"] for s in dated)
        how_end = "the export date" if given else "the last accepted row; no export date was given"
        says = f"Coverage from {start} ({how_start}) to {end} ({how_end})."
        if len(set(ends.values())) > 1:
            latest = " and ".join(f"{event} to {day}" for event, day in sorted(ends.items()))
            says += f" The lists end on different days ({latest}); the earlier one counts."
        of_event = {event: [s for s in dated if s["event"] == event] for event in sorted(ends)}
        gaps = tuple((e, *gap) for e, own in of_event.items() for gap in (*self._gaps(own), *quiet_gaps(own)))
        return Coverage(start, end, says + gaps_told(gaps), gaps)

    def _gaps(self, sources: list[dict[str, Any]]) -> list[tuple[date, date]]:
        """Stretches longer than `QUIET_DAYS` between the end of one export and the first row of the next."""
        spans = sorted((EPOCH + timedelta(days=s["first_day"]), self._end(s)) for s in sources)
        found, reached = [], spans[0][1]
        for first, last in spans:
            if (first - reached).days > QUIET_DAYS:
                found.append((reached + timedelta(days=1), first - timedelta(days=1)))
            reached = max(reached, last)
        return found

    def _end(self, source: Mapping[str, Any]) -> date:
        if source["export_date"]:
            return date.fromisoformat(source["export_date"])
        return EPOCH + timedelta(days=source["last_day"])

    def practice(self, clinic: str) -> Practice:
        """The settings with the coverage settled, and every spelling of its clinicians that the exports use."""
        covered = self.coverage(clinic)
        own = self.settings(clinic).covering(covered.start, covered.end, list_gaps=covered.gaps)
        return own.with_spellings(self.clinicians_met(clinic)) if own.clinicians or own.outside else own

    def clinicians_met(self, clinic: str) -> list[str]:
        """How the exports spell clinicians."""
        spelt = self.spellings(clinic).filter(pl.col("field").str.ends_with(".provider"))
        return list(dict.fromkeys(spelling(seen) for seen in spelt["seen"].to_list()))

    def readers(self, clinic: str) -> list[str]:
        """Versions of the reader that made the findings now live; more than one is said on the charts."""
        table = self.events(clinic)["findings"].select("reader").unique().collect("polars").to_native()
        return sorted(table["reader"].drop_nulls().to_list())

    def place(self, clinic: str) -> dict[int, str]:
        """Source number -> file name, to follow a row back (`row >> 32` is its source, the rest its line)."""
        return {s["id"]: s["file"] for s in self.sources(clinic)}

    def leave_out_vanished(self, import_id: int, left_out: bool) -> None:
        """Settle what becomes of rows that an overlapping export no longer holds."""
        with self.engine.begin() as connection:
            connection.execute(
                sa.update(db.imports).where(db.imports.c.id == import_id).values(vanished_left_out=left_out)
            )

    # writing

    @contextmanager
    def staging(self, clinic: str) -> Iterator["Staging"]:
        """A folder for one import, under the lock; gone again unless it was committed."""
        with self.lock:
            with self.engine.connect() as connection:
                import_id = (connection.scalar(sa.select(sa.func.max(db.imports.c.id))) or 0) + 1
                source_id = (connection.scalar(sa.select(sa.func.max(db.sources.c.id))) or 0) + 1
            clinic_folder(self.folder, clinic)
            name = f"{clinic}/facts/{import_id:06d}-{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
            for folder in (self.folder / clinic, self.folder / clinic / "facts", self.folder / name):
                private_folder(folder)
            staging = Staging(self, import_id, source_id, name, folder)
            try:
                yield staging
            finally:
                staging.writer.shutdown()
                staging.closed()


@dataclass
class Staging:
    """The files of one import on their way in."""

    store: Store
    import_id: int
    next_source: int
    name: str
    folder: Path
    #: Sources that are brought in again because the facts of an earlier one (the value) were lost.
    instead_of: dict[int, int] = field(default_factory=dict)
    committing: bool = False
    writer: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))
    writing: list[Future[dict[str, Any]]] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)

    def write(self, table: str, source: int, block: int, frame: pl.DataFrame) -> None:
        """One part file of one table."""
        if frame.height:
            name = f"{table}/{source:06d}-{block:05d}.parquet"
            self.writing.append(self.writer.submit(_written, self.folder, name, source, frame))

    def written(self) -> None:
        """Wait until every part file is there; an error in writing one is raised here."""
        self.files += [part.result() for part in self.writing]
        self.writing.clear()

    def commit(
        self, settings: Practice | None, import_row: dict[str, Any], rows: Mapping[str, list[dict[str, Any]]]
    ) -> None:
        """Make it happen: files to disk first, then one transaction; before it nothing happened, after it all did."""
        self.written()
        for path in [*self.folder.glob("*/*.parquet"), *self.folder.glob("*"), self.folder, self.folder.parent]:
            to_disk(path)
        tables = {t.name: t for t in (db.sources, db.refusals, db.passed_lines, db.spellings, db.questions)}
        common = {"clinic": import_row["clinic"], "import_id": self.import_id}
        with self.store.engine.begin() as connection:
            if settings:
                keep_settings(connection, settings)
            connection.execute(sa.insert(db.imports), [import_row])
            for name, values in rows.items():
                if values:
                    connection.execute(sa.insert(tables[name]), values)
            if self.instead_of:
                again = sa.update(db.sources).where(db.sources.c.id.in_(self.instead_of.values()))
                connection.execute(again.values(set_aside=import_row["imported_at"]))
            if self.files:
                connection.execute(sa.insert(db.fact_files), [common | file for file in self.files])
            self.committing = True

    def closed(self) -> None:
        """Mark an import that happened; take back the files of one that was stopped before its transaction.

        Once the transaction was told to be kept, only the catalogue knows whether it was: a connection may break
        before the answer comes. Then nothing is taken away; the next start tidies what this one cannot.
        """
        if self.committing:
            with suppress(OSError, sa.exc.SQLAlchemyError):
                tidy(self.store.folder, self.store.engine)
        else:
            shutil.rmtree(self.folder, ignore_errors=True)


def _written(folder: Path, name: str, source: int, frame: pl.DataFrame) -> dict[str, Any]:
    """Write one part file, and say what the catalogue must know of it."""
    private_folder((folder / name).parent)
    made = io.BytesIO()
    frame.write_parquet(made, compression="lz4", statistics=False)
    with private_file(folder / name) as file:
        file.write(made.getbuffer())
    digest = sha256(made.getbuffer()).hexdigest()
    return {"source_id": source, "name": name, "rows": frame.height, "digest": digest}


def keep_settings(connection: sa.Connection, practice: Practice) -> None:
    """Insert or replace the settings of a clinic."""
    values = {"settings": write_settings(practice), "changed_at": datetime.now(UTC).isoformat()}
    done = connection.execute(sa.update(db.clinics).where(db.clinics.c.clinic == practice.clinic).values(**values))
    if not done.rowcount:
        connection.execute(sa.insert(db.clinics).values(clinic=practice.clinic, **values))


def configured_url(folder: Path) -> str | None:
    """The database URL from HUDDLEBOARD_DATABASE, or from `database` in the folder's huddleboard.toml."""
    import tomllib

    if url := os.environ.get("HUDDLEBOARD_DATABASE"):
        return url
    settings = folder / SETTINGS_FILE
    if not settings.exists():
        return None
    try:
        told = tomllib.loads(settings.read_text("utf-8"))
    except (ValueError, RecursionError):
        raise BadSettings(f"{settings} cannot be read as TOML. Correct it; nothing was changed.") from None
    url = told.get("database")
    if url is not None and (not isinstance(url, str) or not url.strip()):
        raise BadSettings(f'{settings}: database is written like database = "postgresql://…". Nothing was changed.')
    return url


def gaps_told(gaps: Sequence[tuple[str, date, date]]) -> str:
    """Which list speaks for no day of which stretch, in words; nothing where each speaks for all."""
    spans = {e: together([(low, high) for of, low, high in gaps if of == e]) for e in sorted({g[0] for g in gaps})}
    told = [f"{event} for {', '.join(f'{low} to {high}' for low, high in own)}" for event, own in spans.items()]
    return f" No export speaks of {'; of '.join(told)}; those periods are shaded." if told else ""


def together(gaps: Sequence[tuple[date, date]]) -> list[tuple[date, date]]:
    """Stretches of days that overlap or touch as one, in order of time: how people are told of them."""
    found: list[tuple[date, date]] = []
    for low, high in sorted(gaps):
        if found and low <= found[-1][1] + timedelta(days=1):
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    return found


def settled(practice: Practice, clinic: str) -> Practice:
    """The practice under the clinic id it belongs to, its agreed list spelt as names are compared."""
    return replace(practice, clinic=clinic, agreed_list=tuple(spelling(n) for n in practice.agreed_list))


def row_number(source: int) -> int:
    """The row number of line 0 of a source."""
    return source << LINE_BITS
