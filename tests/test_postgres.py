"""The catalogue on PostgreSQL: the same import and the same counts as on SQLite."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from dashboard.study import Study
from ingest.batch import bring_in
from ingest.clinic import read_settings
from ingest.store import Store
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
    assert here.visit_rows().equals(there.visit_rows())
    assert here.store.spellings(here.clinic).equals(there.store.spellings(there.clinic))


def test_a_second_start_migrates_nothing_and_a_second_import_changes_nothing(url: str, tmp_path: Path) -> None:
    first = sample(tmp_path / "postgres", url)
    before = first.store.version(first.clinic)
    assert sample(tmp_path / "postgres", url).store.version(first.clinic).split("-")[0] == before.split("-")[0]
    assert len(first.store.imports(first.clinic)) == 1
