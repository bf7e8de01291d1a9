"""Three thousand mutated exports: no traceback, no record lost without its line, no import of nothing (seeded)."""

import gzip
import io
import random
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from made_up_export import TODAY

from dashboard.cli import main
from ingest.accepted import Repeats, sift
from ingest.batch import open_files
from ingest.encoding import examine, pieces
from ingest.for_people import ForPeople
from ingest.report import FileReport, refuse_what_is_open

WORDS = ("low back pain", '"fell, 2 weeks ago"', "LBP f/u", "“dos” é", '"two\nlines, and 3 more"', "")
VISIT = {
    "Visit ID": "V0", "Chart No": "1000", "Birth Date": "1961-05-13", "Visit Date": "2025-02-05",
    "Provider": '"SMITH, JOHN (12345)"', "Status": "Completed", "Dx": "724.2", "Reason": "",
}  # fmt: skip


def original(rng: random.Random) -> list[str]:
    """Header and 30 records, as the records of a file (one of them in six over two lines)."""
    rows = [
        {**VISIT, "Visit ID": f"V{n}", "Chart No": str(1000 + n), "Visit Date": f"2025-0{n % 5 + 1}-{n % 28 + 1:02d}"}
        | {"Reason": rng.choice(WORDS)}
        for n in range(30)
    ]
    return [",".join(VISIT), *(",".join(row.values()) for row in rows)]


def joined(lines: list[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode()


def flipped(rng: random.Random, data: bytes) -> bytes:
    for _ in range(rng.randint(1, 12)):
        at = rng.randrange(len(data))
        data = data[:at] + bytes([data[at] ^ (1 << rng.randrange(8))]) + data[at + 1 :]
    return data


def flips(rng: random.Random, lines: list[str]) -> bytes:
    return flipped(rng, joined(lines))


def cut(rng: random.Random, lines: list[str]) -> bytes:
    data = joined(lines)
    return data[: rng.randrange(1, len(data))]


def hole(rng: random.Random, lines: list[str]) -> bytes:
    data = joined(lines)
    start = rng.randrange(len(data))
    return data[:start] + data[start + rng.randrange(1, 400) :] or b"x"


def moved_header(rng: random.Random, lines: list[str]) -> bytes:
    place = rng.randrange(1, len(lines))
    return joined([*lines[1 : place + 1], lines[0], *lines[place + 1 :]])


def mixed_separators(rng: random.Random, lines: list[str]) -> bytes:
    sign, some = rng.choice(";\t|"), rng.random()
    return joined([line.replace(",", sign) if rng.random() < some else line for line in lines])


def other_header(rng: random.Random, lines: list[str]) -> bytes:
    return joined([lines[0].replace(",", rng.choice(";\t|")), *lines[1:]])


def strange_lines(rng: random.Random, lines: list[str]) -> bytes:
    some = [
        "Prairie Family Practice",
        "Page 1 of 2",
        "",
        ",,,,,,,",
        "Total: 30",
        "see 1017",
        "ask Bob",
        lines[0],
        "a;b|c",
    ]
    for _ in range(rng.randint(1, 9)):
        lines.insert(rng.randrange(len(lines) + 1), rng.choice(some))
    return joined(lines)


def quotes(rng: random.Random, lines: list[str]) -> bytes:
    data = joined(lines)
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(data))
        data = data[:at] + b'"' + data[at:]
    return data


def encoded(rng: random.Random, lines: list[str]) -> bytes:
    text = joined(lines).decode().replace("\n", rng.choice(["\n", "\r\n", "\r"]))
    data = text.encode(rng.choice(["utf-8-sig", "utf-16", "utf-16-be", "cp1252"]))
    return flipped(rng, data) if rng.random() < 0.5 else data


def shuffled(rng: random.Random, lines: list[str]) -> bytes:
    rng.shuffle(lines)
    return joined(lines + rng.sample(lines, 3))


def zipped(rng: random.Random, lines: list[str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", rng.choice([zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])) as archive:
        archive.writestr("visits.csv", joined(lines))
    data = packed.getvalue()
    return flipped(rng, data) if rng.random() < 0.7 else data[: rng.randrange(40, len(data))]


def gzipped(rng: random.Random, lines: list[str]) -> bytes:
    return flipped(rng, gzip.compress(joined(lines), mtime=0))


MUTATIONS: tuple[Callable[[random.Random, list[str]], bytes], ...] = (
    flips, cut, hole, moved_header, mixed_separators, other_header, strange_lines, quotes, encoded, shuffled, zipped,
    gzipped,
)  # fmt: skip


@dataclass(frozen=True)
class Account:
    """What became of every line: rows (with how many lines each takes), refusals, repeats, lines without data."""

    rows: dict[int, int]
    refused: set[int]
    repeats: set[int]
    no_data: dict[int, str]
    report: FileReport

    @property
    def as_records(self) -> set[int]:
        return {*self.rows, *self.refused, *self.repeats}

    @property
    def named(self) -> set[int]:
        inside = {line + more for line, lines in self.rows.items() for more in range(lines)}
        return self.as_records | inside | set(self.no_data)


def account(path: Path) -> Account:
    """Read a file as an import would; raises ForPeople where it is refused."""
    (mapping,), _ = open_files([path])
    report = FileReport(path.name)
    rows: dict[int, int] = {}
    repeats, refused = set[int](), set[int]()
    seen = Repeats()
    no_data: dict[int, str] = {}
    for block in mapping.table.blocks():
        one = sift(block, mapping, None, seen, "America/Edmonton", TODAY)
        for line, *cells in block.rows.iter_rows():
            rows[line] = 1 + sum(cell.count("\n") for cell in cells if cell)
        refused |= {r.line for r in (*block.refused, *one.refused)}
        repeats |= set(one.repeats)
        no_data |= {n.line: n.kind for n in block.not_data}
        report.refused += [*block.refused, *one.refused]
        report = replace(report, accepted=report.accepted + one.rows.height)
        report.rows_read += block.rows.height + len(block.refused)
    refuse_what_is_open([report], leave_out_refused=True)
    return Account(rows, refused, repeats, no_data, report)


def text_of(path: Path) -> list[str]:
    """The physical lines of a file that is not packed."""
    found = examine(path.name, lambda: path.open("rb"))
    return b"".join(pieces(lambda: path.open("rb"), found, 1 << 20)).decode("utf-8", "replace").split("\n")


def judged(path: Path, lines: list[str], packed: bool) -> bool:
    """Check one mutated export; True where it was read, False where it was refused in a sentence."""
    try:
        found = account(path)
    except ForPeople as refusal:
        if not str(refusal).endswith((".", ")", "?")):
            raise AssertionError(f"no sentence: {refusal}") from None
        return False
    assert found.report.accepted
    assert found.report.rows_read == len(found.rows) + len(found.refused - set(found.rows))
    if packed:
        assert found.report.rows_read == len(lines) - 1
        return True
    records = {line.rstrip("\r") for record in lines[1:] for line in record.split("\n") if line.startswith("V")}
    for number, text in enumerate(text_of(path), 1):
        plain = text.rstrip("\r")
        goes_on = sum(plain.count(sign) for sign in ",;\t|") < 3  # the second line of a record refused on its first
        assert number in found.named or goes_on, f"line {number} is nowhere"
        if plain in records:
            assert number in found.as_records, f"record in line {number} is called {found.no_data.get(number)}"
    return True


def tried(tmp_path: Path, first: int, count: int) -> tuple[int, int]:
    """How many of these mutations were read, and how many refused."""
    read = refused = 0
    for seed in range(first, first + count):
        rng = random.Random(seed)
        lines = original(rng)
        mutation = MUTATIONS[seed % len(MUTATIONS)]
        path = tmp_path / "visits.csv"
        path.write_bytes(mutation(rng, list(lines)))
        try:
            whole = judged(path, lines, mutation in (zipped, gzipped))
        except ForPeople:
            raise
        except Exception as mistake:
            raise AssertionError(f"seed {seed}, {mutation.__name__}: {type(mistake).__name__}: {mistake}") from mistake
        read, refused = read + whole, refused + (not whole)
    return read, refused


@pytest.mark.slow
def test_a_few_mutated_exports_lose_nothing(tmp_path: Path) -> None:
    read, refused = tried(tmp_path, 90_000, 36)
    assert read > 5
    assert refused > 5


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 3_600, 300))
def test_thousands_of_mutated_exports_lose_nothing(tmp_path: Path, first: int) -> None:
    read, refused = tried(tmp_path, first, 300)
    assert read + refused == 300
    assert read > 60


@pytest.mark.slow
def test_the_command_answers_every_mutated_export_with_an_account_or_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for seed in range(5_000, 5_000 + 10 * len(MUTATIONS)):
        rng = random.Random(seed)
        path = tmp_path / "visits.csv"
        path.write_bytes(MUTATIONS[seed % len(MUTATIONS)](rng, original(rng)))
        status = main(["import", "--data", str(tmp_path / str(seed)), "--export-date", "2025-06-30", str(path)])
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        assert "something went wrong" not in said.err
        # 3: the reading plan asks something first, and nothing is kept until it is answered.
        assert (status, bool(said.out)) in ((0, True), (3, True), (2, False)), seed
        assert len(list((tmp_path / str(seed)).glob("*/facts/*"))) == (status == 0)


def test_the_original_is_read_whole(tmp_path: Path) -> None:
    lines = original(random.Random(1))
    (tmp_path / "visits.csv").write_bytes(joined(lines))
    assert judged(tmp_path / "visits.csv", lines, packed=False)
