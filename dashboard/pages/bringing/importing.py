"""Uploaded files on their way in: a private copy while they are read, and the work apart from the page."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Protocol

from dashboard.parts.what_moved import month_figures
from dashboard.telling.what_moved import Figures
from ingest.clinic import read_settings
from ingest.of_itself import OfItself, of_itself
from ingest.plan.already import what_is_here
from ingest.plan.carry_out import carry_out
from ingest.plan.made import Asking
from ingest.plan.make import make_plan
from ingest.plan.values import Plan
from ingest.report import Report
from ingest.safekeeping.files import owner_only
from ingest.safekeeping.processes import alive
from ingest.store import Store
from measures.practice import Practice

#: What the page remembers between two looks: what was said of the files, and that they seem another clinic's.
SAID, STRANGERS = "said of the files", "seems another clinic's"
INCOMING = ".incoming"
SETTINGS = ".toml"

#: The newest import of each clinic, so that a page that was loaded again finds it.
JOBS: dict[tuple[Path, str], Job] = {}
#: One import at a time: a second one waits its turn, whichever page or browser it comes from.
ONE_BY_ONE = ThreadPoolExecutor(max_workers=1, thread_name_prefix="import")


class Upload(Protocol):
    """A file as the browser hands it over: a name and its bytes."""

    @property
    def name(self) -> str:
        """The file's name."""
        ...

    def getbuffer(self) -> memoryview:
        """The bytes."""
        ...


@dataclass(frozen=True)
class PersonSaid:
    """What a person said of dropped files: whose they are, when they were made, and each question's answer."""

    clinic: str
    settings: Practice | None = None
    export_date: date | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    clinic_id: str | None = None  # said where the files seemed another clinic's
    name: str = ""  # what the practice is called, where nobody had said it


@dataclass
class Job:
    """An import under way: what it is doing now, and in the end its report or its refusal."""

    says: str = "waiting for another import to finish"
    done: float = 0.0
    future: Future[Report] | None = None
    before: Figures = field(default_factory=dict)
    after: Figures = field(default_factory=dict)
    shown: bool = False  # whether somebody saw what became of it

    def progress(self, says: str, done: float) -> None:
        """Called by the import as it goes."""
        self.says, self.done = says, max(done, self.done)

    @property
    def running(self) -> bool:
        """Whether it is still at work."""
        return self.future is not None and not self.future.done()

    def report(self) -> Report:
        """What it did; raises what stopped it."""
        if self.future is None:
            raise RuntimeError("this import was never started")
        return self.future.result()


def exports(uploads: Sequence[Upload]) -> list[Upload]:
    """The uploads that hold records, not settings."""
    return [u for u in uploads if not u.name.lower().endswith(SETTINGS)]


def settings_among(uploads: Sequence[Upload]) -> Practice | None:
    """The settings of a clinic.toml dropped with the exports; raises BadSettings where it cannot be used."""
    files = [u for u in uploads if u.name.lower().endswith(SETTINGS)]
    return read_settings(bytes(files[0].getbuffer()).decode("utf-8", "replace")) if files else None


@contextmanager
def private_copy(uploads: Sequence[Upload], folder: Path) -> Iterator[list[Path]]:
    """The uploads as files in a folder only the owner can open; gone afterwards, whatever happens.

    A copy that a killed program left behind is removed by the next one.
    """
    base = folder / INCOMING
    base.mkdir(mode=0o700, parents=True, exist_ok=True)
    _sweep(base)
    with tempfile.TemporaryDirectory(prefix=f"{os.getpid()}-", dir=base) as place:
        yield [_written(Path(place) / str(number), upload) for number, upload in enumerate(uploads)]


def _written(path: Path, upload: Upload) -> Path:
    with open(path, "wb", opener=owner_only) as file:
        file.write(upload.getbuffer())
    return path


def _sweep(base: Path) -> None:
    """Remove the copies of programs that no longer run; what is not named like one of ours is left alone."""
    for left in base.iterdir():
        pid = left.name.partition("-")[0]
        if pid.isdecimal() and not alive(int(pid)):
            shutil.rmtree(left, ignore_errors=True)


def asking(store: Store, said: PersonSaid, names: Sequence[str], today: date) -> Asking:
    """What a plan of these files is made from: what was said, and what is here already."""
    here = what_is_here(store.folder, said.clinic)
    practice = said.settings or replace(store.settings(said.clinic), clinic=said.clinic)
    practice = replace(practice, name=said.name or practice.name)
    return Asking(
        practice=practice,
        today=today,
        export_date=said.export_date,
        answers=dict(said.answers),
        names=list(names),
        here=here.events,
        kept=here.kept,
        before=here.before,
    )


def said_of_itself(uploads: Sequence[Upload], today: date) -> OfItself:
    """The practice's name and the days of the export as the files have them."""
    return of_itself([(one.name, bytes(one.getbuffer())) for one in exports(uploads)], today)


def plan_of(uploads: Sequence[Upload], store: Store, said: PersonSaid, today: date) -> Plan:
    """How these files would be read, and what it would give; raises Refusal where nothing of them can be."""
    with private_copy(uploads, store.folder) as paths:
        asked = asking(store, said, [u.name for u in uploads], today)
        return make_plan(paths, asked, readings=True).plan


def start(uploads: Sequence[Upload], store: Store, said: PersonSaid, today: date) -> Job:
    """Begin an import; it goes on to its end also when the page is left or reloaded."""
    job = Job()

    def work() -> Report:
        job.progress("looking at what is here", 0.02)
        job.before = month_figures(store, said.clinic)
        job.progress("reading the files", 0.05)
        report = _brought_in(uploads, store, said, today, job.progress)
        if job.before:
            job.progress("counting what moved", 0.95)
            job.after = month_figures(store, said.clinic)
        return report

    JOBS[store.folder, said.clinic] = job
    job.future = ONE_BY_ONE.submit(work)
    return job


def left_behind(store: Store, clinic: str) -> Job | None:
    """An import of this clinic that is under way, or done with nobody told, after the page was left or loaded again."""
    here = store.clinics()
    own = [job for (folder, of), job in JOBS.items() if folder == store.folder and (of == clinic or of not in here)]
    return next((job for job in own if not job.shown), None)


def _brought_in(
    uploads: Sequence[Upload], store: Store, said: PersonSaid, today: date, progress: Callable[[str, float], None]
) -> Report:
    with private_copy(uploads, store.folder) as paths:
        asked = asking(store, said, [u.name for u in uploads], today)
        made = make_plan(paths, asked, figures=False)
        return carry_out(
            store, asked, made, settings_given=said.settings is not None or bool(said.name),
            clinic_id=said.clinic_id, progress=progress,
        )  # fmt: skip
