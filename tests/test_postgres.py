"""The catalogue on PostgreSQL: the same import and the same counts as on SQLite."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from threading import Barrier

import pytest
import sqlalchemy as sa

from dashboard.records import (
    ChangedMeanwhile,
    ChartPhase,
    Counted,
    CycleRecord,
    Drawn,
    IdeaRecord,
    MachineFinding,
    Note,
    Person,
    Project,
    Records,
    ReviewRecord,
    Tally,
    UnitId,
)
from dashboard.study import Study
from ingest import database as db
from ingest.batch import bring_in
from ingest.clinic import read_settings
from ingest.safekeeping import lockbox, opening
from ingest.safekeeping.backup import backup, restore
from ingest.safekeeping.check import check
from ingest.safekeeping.faults import StoreFault, plainly
from ingest.store import Store
from measures.improvement import Cycle, Decision, Direction, HowSmall, Of, Prediction, Task
from sample_data import clinic, files

pytestmark = pytest.mark.slow
SERVERS = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


def as_server(*command: str) -> None:
    """Run a command of the server; as user postgres where we are root, since it refuses root."""
    before = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*before, *command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A throw-away cluster on a free loopback port."""
    if not SERVERS:
        pytest.skip("PostgreSQL is not installed (no /usr/lib/postgresql/*/bin/initdb)")
    if os.geteuid() == 0 and not any(user.pw_name == "postgres" for user in pwd.getpwall()):
        pytest.skip("PostgreSQL does not run as root, and there is no user postgres")
    home = Path(tempfile.mkdtemp(prefix="huddleboard-postgres-"))
    if os.geteuid() == 0:
        shutil.chown(home, "postgres")
    programs = SERVERS[-1].parent
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    as_server(str(programs / "initdb"), "-D", str(home / "cluster"), "-U", "postgres", "--auth=trust", "-E", "UTF8")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={home} -c fsync=off"
    control = [str(programs / "pg_ctl"), "-D", str(home / "cluster"), "-w"]
    as_server(*control, "-l", str(home / "log"), "-o", options, "start")
    try:
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        as_server(*control, "-m", "immediate", "stop")
        shutil.rmtree(home, ignore_errors=True)


def sample(folder: Path, url: str | None) -> Study:
    store = Store(folder, url)
    settings = read_settings(clinic().read_text("utf-8"))
    bring_in(store, files(), settings=settings, export_date=settings.export_date, today=date(2026, 11, 22))
    return Study(store, store.clinics()[0])


def test_import_and_counts_on_postgresql_are_those_on_sqlite(url: str, tmp_path: Path) -> None:
    here, there = sample(tmp_path / "sqlite", None), sample(tmp_path / "postgres", url)
    assert there.store.engine.dialect.name == "postgresql"
    assert not (tmp_path / "postgres" / "catalogue.sqlite").exists()
    every = {**here.base_counts, **here.available}
    assert here.counts(every, "month", True).equals(there.counts(every, "month", True))
    # A record number is kept as a token of its folder's own key, so that no two folders have the same.
    assert here.visit_rows().drop("source_id").equals(there.visit_rows().drop("source_id"))
    assert here.store.spellings(here.clinic).equals(there.store.spellings(there.clinic))


@pytest.fixture
def empty(url: str) -> Iterator[str]:
    """An empty database of its own on the same server."""
    server = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(sa.text("CREATE DATABASE empty"))
        yield url.rsplit("/", 1)[0] + "/empty"
        connection.execute(sa.text("DROP DATABASE empty WITH (FORCE)"))


def test_a_second_start_migrates_nothing_and_a_second_import_changes_nothing(empty: str, tmp_path: Path) -> None:
    first = sample(tmp_path / "postgres", empty)
    before = first.store.version(first.clinic)
    assert sample(tmp_path / "postgres", empty).store.version(first.clinic).split("-")[0] == before.split("-")[0]
    assert len(first.store.imports(first.clinic)) == 1


def columns(engine: sa.Engine) -> dict[str, list[tuple[str, str, bool]]]:
    look = sa.inspect(engine)
    return {
        table: sorted((c["name"], str(c["type"]), bool(c["nullable"])) for c in look.get_columns(table))
        for table in look.get_table_names()
    }


def test_a_catalogue_made_at_once_equals_a_migrated_one_on_postgresql_too(url: str, empty: str, tmp_path: Path) -> None:
    at_once, migrated = db.connect(tmp_path, url), db.connect(tmp_path / "none", empty)
    with migrated.begin() as connection:
        db.metadata.drop_all(connection)
        connection.execute(sa.text("DROP TABLE alembic_version"))
    db.migrate(migrated, "0001")
    db.migrate(migrated)
    assert columns(migrated) == columns(at_once)


VISIT = UnitId("visit", "accuro.visits", patient=-(2**62), day=20_000, number="V1")


def test_what_people_write_comes_back_from_postgresql_as_it_was(empty: str, tmp_path: Path) -> None:
    records = Records(db.connect(tmp_path, empty))
    ann = records.kept(Person(clinic="elm", name="Ann Aspen"), who="Ben Birch")
    said = records.overturn(
        MachineFinding("elm", VISIT, "trauma", "present"), "unknown", reason="old fall", who="Ann Aspen"
    )
    review = records.new_review(
        "elm", [Drawn(VISIT, "flagged", 2.5, {"any": "present"})], {"flagged": 5}, seed=2**40, reader="r1",
        definition="d3", who="Ben Birch",
    )  # fmt: skip
    item = records.next_item(review)
    assert item is not None
    records.judge(item, {"any": "absent"}, who="Ann Aspen")
    assert (records.read(Person, "elm"), records.overturns("elm"), records.reviews("elm")) == ([ann], [said], [review])
    assert records.results(review).select("machine", "answer", "weight").rows() == [("present", "absent", 2.5)]
    assert [line.record for line in records.changes("elm")] == ["people", "overturns", "reader_reviews", "judgements"]


def at_once(write: Callable[[str], object]) -> int:
    """How many of two who write at the same moment were told that somebody else had written meanwhile."""
    start = Barrier(2)

    def told(who: str) -> bool:
        start.wait()
        try:
            write(who)
        except ChangedMeanwhile:
            return True
        return False

    with ThreadPoolExecutor(2) as threads:
        return sum(threads.map(told, ["Ben Birch", "Cid Cedar"]))


def test_of_two_people_writing_at_the_same_moment_on_postgresql_one_is_told(empty: str, tmp_path: Path) -> None:
    records = Records(db.connect(tmp_path, empty))
    finding = MachineFinding("elm", VISIT, "trauma", "present")
    for turn in range(20):
        opened = records.kept(Person(clinic="elm", name=f"number {turn}"), who="Ann Aspen")
        another = replace(finding, unit=replace(VISIT, number=f"V{turn}"))
        one, other = partial(keep_role, records, opened), partial(say_unknown, records, another)
        assert (at_once(one), at_once(other)) == (1, 1)
    assert (len(records.overturns("elm")), len(records.changes("elm", "people"))) == (20, 40)


def keep_role(records: Records, opened: Person, who: str) -> None:
    records.kept(replace(opened, role=f"chosen by {who}"), who=who)


def say_unknown(records: Records, finding: MachineFinding, who: str) -> None:
    records.overturn(finding, "unknown", reason="old fall", who=who)


def test_the_improvement_work_comes_back_from_postgresql_as_it_was(empty: str, tmp_path: Path) -> None:
    records = Records(db.connect(tmp_path, empty))
    project = records.kept(Project(clinic="elm", title="Fewer images", gaps={"harms": {"answer": "yes"}}), who="Ann")
    plan = Cycle(
        number=0, title="Pamphlet", scale=HowSmall(1, Of.PATIENT), tasks=(Task("Print ten", when=date(2026, 3, 2)),),
        predictions=(Prediction("pamphlet_or_exercise", date(2026, 4, 30), Direction.UP, 0.5, 0.7, start=0.3),),
        started=date(2026, 3, 3), ended=date(2026, 3, 10), results=(0.6,), learning="It helped",
        decision=Decision.ADOPT, implemented=date(2026, 8, 31),
    )  # fmt: skip
    kept = records.keep_cycle(CycleRecord(clinic="elm", project_id=project.id, cycle=plan), who="Ann")
    tally = records.kept(
        Tally(clinic="elm", title="Calls", kind="balancing", better="lower", is_rate=False,
              numerator_says="calls about a refused image", started=date(2026, 3, 2)), who="Ann",
    )  # fmt: skip
    records.tally_up(tally, [Counted(date(2026, 3, 2), 3, source="card")], who="Ben")
    records.take_back(tally, records.entries("elm")[0], who="Ben")
    records.take_back(tally, records.entries("elm")[0], who="Ann")
    assert (records.read(Project, "elm"), records.read(CycleRecord, "elm")) == ([project], [kept])
    assert [one.due for one in records.read(ReviewRecord, "elm")] == [date(2026, 11, 30), date(2027, 2, 28)]
    assert [one.numerator for one in records.entries("elm")] == [3, -3]


def test_new_cycles_of_several_people_at_once_get_numbers_of_their_own_on_postgresql(
    empty: str, tmp_path: Path
) -> None:
    records = Records(db.connect(tmp_path, empty))
    project = records.kept(Project(clinic="elm", title="Fewer images"), who="Ann")
    new = CycleRecord(clinic="elm", project_id=project.id, cycle=Cycle(number=0, title="Pamphlet"))
    with ThreadPoolExecutor(4) as people:
        kept = list(people.map(lambda who: records.keep_cycle(new, who=who), ["Ann", "Ben", "Cleo", "Dan"]))
    assert sorted(one.cycle.number for one in kept) == [1, 2, 3, 4]


def test_phrases_of_an_earlier_version_become_the_same_codes_on_postgresql_as_on_sqlite(
    empty: str, tmp_path: Path
) -> None:
    with zipfile.ZipFile(Path(__file__).parent / "ingest" / "earlier_versions" / "1a91d0f.zip") as archive:
        archive.extractall(tmp_path)
    there, here = db.engine_for(empty), db.engine_for(f"sqlite:///{tmp_path / 'data' / 'catalogue.sqlite'}")
    db.migrate(there, "0003")
    earlier = sa.MetaData()
    earlier.reflect(there)
    with here.connect() as source, there.begin() as target:
        for table in (one for one in earlier.sorted_tables if one.name != "alembic_version"):
            plain = sa.table(table.name, *(sa.column(column.name, column.type) for column in table.columns))
            rows = [dict(row) for row in source.execute(sa.select(plain)).mappings()]
            if rows:
                target.execute(sa.insert(table), rows)
    db.migrate(there)
    db.migrate(here)
    clinic = Records(here).rows(sa.select(db.changes.c.clinic).limit(1))[0]["clinic"]
    for kind in (Person, Project, IdeaRecord, CycleRecord, Note, ChartPhase, ReviewRecord, Tally):
        assert Records(there).read(kind, clinic) == Records(here).read(kind, clinic)
    assert Records(there).changes(clinic) == Records(here).changes(clinic)
    assert Records(there).entries(clinic) == Records(here).entries(clinic)


def test_a_backup_of_postgresql_is_restored_on_a_computer_without_it(
    empty: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lockbox, "COST", {"n": 1 << 10, "r": 8, "p": 1})
    there = sample(tmp_path / "postgres", empty)
    records = Records(there.store.engine)
    ann = records.kept(Person(clinic=there.clinic, name="Ann Aspen"), who="Ben Birch")
    (there.store.folder / "huddleboard.toml").write_text(f'database = "{empty}"\n', "utf-8")
    backup(there.store.folder, there.store.engine, tmp_path / "copy.backup", "a passphrase")
    restore(tmp_path / "copy.backup", tmp_path / "new", "a passphrase")
    here = Study(Store(tmp_path / "new"), there.clinic)
    assert here.store.engine.dialect.name == "sqlite"
    every = {**there.base_counts, **there.available}
    assert here.counts(every, "month", True).equals(there.counts(every, "month", True))
    assert Records(here.store.engine).read(Person, here.clinic) == [ann]
    assert Records(here.store.engine).changes(here.clinic) == records.changes(there.clinic)
    assert check(here.store.folder, here.store.engine).well
    Records(here.store.engine).kept(replace(ann, role="nurse"), who="Ben Birch")
    assert Store(tmp_path / "new").clinics() == [there.clinic]


def test_an_older_catalogue_on_postgresql_is_copied_and_migrated_or_left_as_it_was(
    empty: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier = db.engine_for(empty)
    db.migrate(earlier, "0003")
    with earlier.begin() as connection:
        connection.execute(sa.text("INSERT INTO clinics VALUES ('elm', 'name = \"Elm\"', '2026')"))

    def stopped(*_: object) -> None:
        raise RuntimeError("stopped within the transaction")

    with monkeypatch.context() as patched:
        patched.setattr(opening, "_adopt", stopped)
        with pytest.raises(RuntimeError):
            Store(tmp_path / "data", empty)
    assert db.revision_of(earlier) == "0003"
    assert Store(tmp_path / "data", empty).settings("elm").name == "Elm"
    assert db.revision_of(earlier) == db.REVISION
    copies = sorted((tmp_path / "data" / "copies").glob("*.sqlite"))
    with sa.create_engine(f"sqlite:///{copies[-1]}").connect() as copy:
        assert copy.scalar(sa.text("SELECT clinic FROM clinics")) == "elm"


def test_one_postgresql_database_serves_one_folder(empty: str, tmp_path: Path) -> None:
    sample(tmp_path / "one", empty)
    with pytest.raises(StoreFault, match="belongs to another data folder"):
        Store(tmp_path / "two", empty)


def test_a_server_that_ends_the_connection_is_told_in_a_sentence(empty: str, tmp_path: Path) -> None:
    opened = Store(tmp_path / "data", empty)
    server = sa.create_engine(empty.rsplit("/", 1)[0] + "/postgres", isolation_level="AUTOCOMMIT")
    with server.connect() as other:
        ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'empty'"
        other.execute(sa.text(ended))
    with pytest.raises(StoreFault, match="server does not answer"), plainly():
        opened.clinics()
