"""Programs stopped by kill -9 at one point after another, and what the next start finds: run by `test_stopped`.

A process that has loaded everything and used nothing forks a child for each turn: the child counts the points it
passes (every flush, rename, statement and commit) and kills itself at the one it was given; another child then opens
the folder and says what is there.
"""

import json
import os
import shutil
import signal
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from made_up_export import PRACTICE, bring, counted, orders, store, visits

from dashboard.records import Person, Records
from ingest.safekeeping import lockbox
from ingest.safekeeping.backup import backup, restore, verify
from ingest.store import Store
from measures.practice import Practice

SECRET, CLINIC = "passphrase", "made-up-practice"
VERSIONS = Path(__file__).parents[1] / "earlier_versions"


class Points:
    """Counts the points passed, and kills this process at the one asked for."""

    def __init__(self, at: int) -> None:
        self.at, self.passed = at, 0

    def point(self) -> None:
        """One point."""
        self.passed += 1
        if self.passed == self.at:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self) -> None:
        """Make every flush, rename, removal, statement and commit a point, before and after it."""
        for name in ("fsync", "replace", "rename", "link", "mkdir", "rmdir", "unlink"):
            setattr(os, name, self._around(getattr(os, name)))
        dialect = sa.engine.default.DefaultDialect
        for name in ("do_commit", "do_execute", "do_executemany"):
            setattr(dialect, name, self._around(getattr(dialect, name)))

    def _around(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def both(*given: Any, **named: Any) -> Any:
            self.point()
            done = real(*given, **named)
            self.point()
            return done

        return both


def imported(place: Path) -> None:
    """A practice with one import."""
    bring(place, visits({}, {"Visit ID": "V2", "Chart No": "7"}), orders({}))


def bring_second(place: Path) -> None:
    """A second export that replaces a row of the first."""
    bring(place, visits({"Visit ID": "V2", "Chart No": "7", "Status": "Cancelled"}, {"Visit ID": "V3"}))


def save(place: Path) -> None:
    """Settings, and a record of a person, each acknowledged by itself."""
    opened = store(place)
    opened.save_settings(Practice(clinic=CLINIC, adult_age=21, clinicians=PRACTICE.clinicians))
    Records(opened.engine).kept(Person(clinic=CLINIC, name="Ann Aspen"), who="Ben Birch")


def of_the_first_version(place: Path) -> None:
    """A folder that commit b578cb4 made."""
    place.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(VERSIONS / "b578cb4.zip") as archive:
        archive.extractall(place)


def start(place: Path) -> None:
    """Open the folder: a new one is made, an older one migrated."""
    store(place)


def back_up(place: Path) -> None:
    """A backup beside the folder."""
    opened = store(place)
    backup(opened.folder, opened.engine, place / "copy.backup", SECRET)


def backed_up(place: Path) -> None:
    """A practice and its backup."""
    imported(place)
    back_up(place)


def make_again(place: Path) -> None:
    """A folder out of the backup."""
    restore(place / "copy.backup", place / "new", SECRET)


def nothing(place: Path) -> None:
    """No folder at all."""
    place.mkdir(parents=True, exist_ok=True)


#: Name -> how it stands before, what is done, and how many points are tried.
WORK = {
    "import": (imported, bring_second, 60),
    "save": (imported, save, 30),
    "migration": (of_the_first_version, start, 45),
    "first start": (nothing, start, 25),
    "backup": (imported, back_up, 30),
    "restore": (backed_up, make_again, 30),
}


def found(place: Path) -> dict[str, Any]:
    """What the next start finds, in a folder that opens without a word."""
    opened = store(place)
    known = {row["folder"] for row in opened.imports(CLINIC)}
    lying = {path.relative_to(place / "data").as_posix() for path in (place / "data").glob("*/facts/*")}
    assert lying == known, (lying, known)
    people = [one.name for one in Records(opened.engine).read(Person, CLINIC)]
    copy = place / "copy.backup"
    return {
        "imports": len(known),
        "figures": counted(place).rows() if known else [],
        "settings": repr(opened.settings(CLINIC)),
        "people": people,
        "backup": bool(copy.exists() and verify(copy, SECRET)),
        "restored": restored(place),
    }


def restored(place: Path) -> str:
    """The folder made out of the backup, whole; or none, and then it can be made now."""
    if (place / "new").exists():
        return str(len(Store(place / "new").imports(CLINIC)))
    if (place / "copy.backup").exists():
        make_again(place)
        whole = len(Store(place / "new").imports(CLINIC))
        assert whole == len(store(place).imports(CLINIC))
    return "none"


def in_a_child(work: Callable[[], Any], answer: Path) -> int:
    """Do something in a child; what it gives is written as JSON. Gives the child's wait status."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    try:
        answer.write_text(json.dumps(work(), default=str), "utf-8")
        os._exit(0)
    except BaseException:
        import traceback

        traceback.print_exc()
        os._exit(3)


def turn(do: Callable[[Path], None], place: Path, at: int) -> int:
    """Do it, and give the number of points passed; or die at one of them."""
    points = Points(at)
    points.watch()
    do(place)
    return points.passed


def answered(work: Callable[[], Any], answer: Path) -> Any:
    """What a child gives that must come through."""
    assert in_a_child(work, answer) == 0, "see above"
    return json.loads(answer.read_text("utf-8"))


def tried(name: str, here: Path) -> dict[str, int]:
    """Try one kind of work; raises where a stop leaves something other than all or nothing."""
    make, do, wanted = WORK[name]
    answer, before = here / "answer.json", here / "before"
    answered(lambda: make(before), answer)
    after = Path(shutil.copytree(before, here / "after"))
    passed = answered(lambda: turn(do, after, 0), answer)
    some = sorted({1 + step * (passed - 1) // (wanted - 1) for step in range(wanted)})
    ends: list[Any] = []
    for place in (Path(shutil.copytree(before, here / "as before")), after):
        ends.append(answered(lambda place=place: found(place), answer))
    seen = {"points": len(some), "nothing": 0, "all": 0, "part": 0}
    for at in some:
        place = Path(shutil.copytree(before, here / f"at {at}"))
        status = in_a_child(lambda place=place, at=at: turn(do, place, at), answer)
        assert os.WIFSIGNALED(status), f"{name} was not stopped at {at}"
        now = answered(lambda place=place: found(place), answer)
        seen[judged(name, now, ends)] += 1
        shutil.rmtree(place)
    return seen


def judged(name: str, now: Any, ends: list[Any]) -> str:
    """Whether all or nothing happened; two things saved one after the other may stop between them."""
    if now in ends:
        return ("nothing", "all")[ends.index(now)]
    between = ends[1] | {"people": ends[0]["people"]}
    assert name == "save", f"{name}: {now} is neither {ends[0]} nor {ends[1]}"
    assert now == between, f"{now} is not {between}"
    return "part"


if __name__ == "__main__":
    lockbox.COST = {"n": 1 << 10, "r": 8, "p": 1}
    told = tried(sys.argv[1], Path(sys.argv[2]))
    sys.stdout.write(json.dumps(told))
