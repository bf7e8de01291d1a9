"""Who the rows are of: test patients left in the export, and patients of one list that are not found in the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from ingest.plan.asked.flags import with_status
from ingest.plan.blocks import blocks_of
from ingest.plan.draft import Draft, Drafts, QuestionKind, is_identifying, reading
from ingest.plan.headings import read
from ingest.plan.look import Listed, Look
from ingest.plan.shapes import mean
from ingest.plan.steps import TEST, ShapeStep, people_as, plain_numbers
from ingest.plan.values import Question

#: How numbers and names of test patients begin.
TEST_PATTERN = (
    r"(?i)^(zz+|xx+)?[-_ ,]*(test|testing|demo|dummy|fake|training|testpt|mickey ?mouse|patient, ?test)"
    r"([-_ ,\d]|pt|patient|$|[a-z]?\d)"
)
#: Two lists meet when so many of the patients of the smaller one are in the visit list.
MEET, GAIN = 0.5, 0.2
#: What a spreadsheet does to numbers hardly makes others meet by chance: fewer gained patients are asked about.
SPREADSHEET, LITTLE = ("suffix", "width", "zeros"), 0.03
WAYS = ("suffix", "width", "zeros", "letters", "digits")
SAYS = {
    "suffix": "a spreadsheet has written .0 behind them or signs between their thousands",
    "width": "the leading zeros are lost",
    "zeros": "they differ by leading zeros",
    "letters": "they differ by signs and capital letters",
    "digits": "they differ by a prefix or by signs between the digits",
}
FEWEST = 3


def ask_test(look: Look, drafts: Drafts) -> list[Question]:
    """Rows whose patient number, or whose name or flag, says that it is no real patient."""
    asked = []
    for one in look.lists:
        draft = drafts.by_file[one.table.file]
        if draft.aside or one.event not in ("visits", "orders", "referrals", "medications", "diagnoses"):
            continue
        for column in _naming(one, draft):
            filled = one.shape(column).filled
            marked = int(filled.str.contains(TEST_PATTERN).sum())
            if 0 < marked < 0.5 * len(filled):
                asked.append(_test_question(one, column, marked))
                break
    return asked


def _naming(one: Listed, draft: Draft) -> list[str]:
    names = [c for c in one.table.header if is_identifying(c) and "contact_detail" not in read(c).says]
    own = [draft.columns["patient"]] if draft.columns.get("patient") in one.table.header else []
    return [*own, *names]


def _test_question(one: Listed, column: str, rows: int) -> Question:
    return Question(
        f"test:{one.key}:{column}",
        "test_patients",
        one.table.file,
        column,
        f'{one.table.file}: in at least {rows} rows "{column}" begins like a test patient (test, demo, ZZ …). '
        "Are these rows of test patients?",
        rows,
        (reading("out", "yes: test patients, not counted"), reading("keep", "no: real patients, count them")),
        "out",
        blocks_of(one.event),
    )


def settle_test(look: Look, drafts: Drafts, question: Question, value: str) -> Drafts:
    """Rows of test patients put out by their status."""
    if value != "out":
        return drafts
    step = ShapeStep("test_people", (question.column,), {"word": TEST, "pattern": TEST_PATTERN})
    return drafts.put(question.file, with_status(drafts.by_file[question.file], step))


def ask_mixed(look: Look, drafts: Drafts) -> list[Question]:
    """Lists that write the number of one patient in more than one way (1001, 1001.0, 1,001, 01001)."""
    asked = []
    for one in look.lists:
        draft = drafts.by_file[one.table.file]
        if draft.aside or one.event == "none" or draft.columns.get("patient") not in one.table.header:
            continue
        people = _of_event(look, drafts, one)
        how = way_of_mixed(people)
        if how and not _born_on_other_days(look, drafts, people, how):
            asked.append(_mixed_question(one, draft.columns["patient"], people, how))
    return asked


def _of_event(look: Look, drafts: Drafts, one: Listed) -> pl.Series:
    """The people of all lists of one event: a file a month may have been opened in a spreadsheet, the others not."""
    some = [o for o in look.of(one.event) if not drafts.by_file[o.table.file].aside]
    return pl.concat([look.survey(o).people for o in some]).unique()


def way_of_mixed(people: pl.Series) -> str:
    """The way to write the numbers of one list that makes several spellings of one patient the same; "" for none."""
    plain = plain_numbers(people)
    changed = int((plain != people).sum())
    ways = ("suffix", "zeros", "letters") if not _one_prefix(plain) else ("suffix", "zeros", "letters", "digits")
    fewest, best = len(people), ""
    for how in ways:
        now = people_as(people, how).n_unique()
        fewest, best = (now, how) if now < fewest else (fewest, best)
    best = best or ("suffix" if 0 < changed < int(people.str.contains(r"^\d").sum()) else "")
    return "width" if best == "zeros" and _usual_width(plain) else best


def _born_on_other_days(look: Look, drafts: Drafts, people: pl.Series, how: str) -> bool:
    """Whether all who would become one patient have, in one file, births on different days: then they are not one."""
    written = people_as(people, how, _usual_width(plain_numbers(people)))
    alike = pl.DataFrame({"number": people, "alike": written}).filter(pl.col("alike").is_duplicated())
    if not alike.height:
        return False
    births = [_births(one, drafts, alike["number"]) for one in look.lists]
    groups = alike.group_by("alike").agg("number")["number"].to_list()
    return all(any(_disjoint([own.get(number, set()) for number in group]) for own in births) for group in groups)


def _births(one: Listed, drafts: Drafts, numbers: pl.Series) -> dict[str, set[str]]:
    """What one file writes as the birth dates of some of its patients."""
    columns = drafts.by_file[one.table.file].columns
    places = [columns.get("patient"), columns.get("birth_date")]
    if not all(place in one.table.header for place in places):
        return {}
    patient, birth = (f"c{one.table.header.index(str(place))}" for place in places)
    found: dict[str, set[str]] = {}
    for block in one.table.blocks():
        some = block.rows.filter(pl.col(patient).is_in(numbers.implode()) & pl.col(birth).is_not_null())
        for number, day in some.select(patient, birth).unique().rows():
            found.setdefault(number, set()).add(day)
    return found


def _disjoint(days: Sequence[set[str]]) -> bool:
    return all(days) and sum(map(len, days)) == len(set().union(*days))


def _one_prefix(people: pl.Series) -> bool:
    """Whether the numbers that begin with letters all begin with the same ones, and others with none."""
    begins = people.str.extract(r"^([A-Za-z]{1,4}[-_ ]?)\d+$")
    return begins.drop_nulls().n_unique() == 1 and bool(people.str.contains(r"^\d+$").any())


def _usual_width(people: pl.Series) -> int:
    """The length that most numbers with a leading zero have, where they are a good part of the list; else 0."""
    padded = people.filter(people.str.contains(r"^0\d+$"))
    return int(padded.str.len_chars().mode()[0]) if len(padded) and len(padded) * 3 >= len(people) else 0


def _mixed_question(one: Listed, column: str, people: pl.Series, how: str) -> Question:
    then = people_as(people, how, _usual_width(plain_numbers(people))).n_unique()
    says = (
        f'{one.table.file}: "{column}" writes its numbers in more than one way ({_ways_seen(people)}). Written alike '
        f"they are {then} patients, as they stand {len(people)}. Is it the same patient, however the number is written?"
    )
    readings = (reading(how, f"yes: {then} patients"), reading("keep", f"no: {len(people)} patients"))
    return Question(
        f"mixed:{one.key}:{column}", "mixed_numbers", one.table.file, column, says, len(people) - then, readings, how,
        blocks_of(one.event) | blocks_of("visits"),
    )  # fmt: skip


#: What may differ between numbers of one list, in words that show none of them.
SPELT = (
    (r"\.0+$", ".0 behind some"), (r"^\d{1,3}([,.'\x{2019} \x{a0}\x{202f}]\d{3})+$", "signs between thousands in some"),
    (r"^0\d", "leading zeros in some"), (r"^[A-Za-z]", "letters before some"),
)  # fmt: skip


def _ways_seen(people: pl.Series) -> str:
    seen = [says for pattern, says in SPELT if people.str.contains(pattern).any()]
    return ", ".join(seen) or "signs or capital letters in some"


def settle_mixed(look: Look, drafts: Drafts, question: Question, value: str) -> Drafts:
    """The list's own numbers written alike."""
    if value == "keep":
        return drafts
    first = next(o for o in look.lists if o.table.file == question.file)
    width = _usual_width(plain_numbers(_of_event(look, drafts, first)))
    for one in look.of(first.event):
        drafts = _people_written(drafts, one, value, width)
    return drafts


def _people_written(drafts: Drafts, one: Listed, how: str, width: int) -> Drafts:
    """A list's patient column written another way, on top of what was settled before."""
    draft = drafts.by_file[one.table.file]
    column = draft.columns.get("patient")
    if not column or draft.aside or column == f"patient, {how}":
        return drafts
    step = ShapeStep("same_people", (column,), {"how": how, "width": str(width)})
    return drafts.put(one.table.file, draft.with_step("patient", step, f"patient, {how}"))


def people_of(look: Look, one: Listed, drafts: Drafts) -> pl.Series:
    """The people of a list as what was settled so far writes them."""
    people = look.survey(one).people
    for step in drafts.by_file[one.table.file].steps:
        if step.kind == "same_people":
            people = people_as(people, step.options["how"], int(step.options["width"])).unique()
    return people


def ask_meet(look: Look, drafts: Drafts) -> list[Question]:
    """Lists whose patients are not, or hardly, in the visit list."""
    visits = next((v for v in look.of("visits") if not drafts.by_file[v.table.file].aside), None)
    if visits is None or len(look.survey(visits).people) < FEWEST:
        return []
    asked = []
    for one in look.lists:
        if one is visits or one.event in ("visits", "none") or drafts.by_file[one.table.file].aside:
            continue
        if question := _meet_question(look, one, visits, drafts):
            asked.append(question)
    return asked


def _meet_question(look: Look, one: Listed, visits: Listed, drafts: Drafts) -> Question | None:
    here, there = people_of(look, one, drafts), people_of(look, visits, drafts)
    if len(here) < FEWEST:
        return None
    now = met(here, there)
    best = max(WAYS, key=lambda how: met(*as_both(here, there, how)))
    then = met(*as_both(here, there, best))
    if then < MEET or then < now + (LITTLE if best in SPREADSHEET else GAIN):
        return _nobody(one, visits, here) if now == 0 and len(here) >= FEWEST else None
    column = _patient(one, look)
    many = round(then * len(here))
    return Question(
        f"meet:{one.key}",
        "patients_meet",
        one.table.file,
        column,
        f"{one.table.file}: {round(now * len(here))} of its {len(here)} patients are in {visits.table.file} as the "
        f"numbers are written; {many} are if {SAYS[best]}. Are they the same patients?",
        look.survey(one).rows,
        (reading(best, f"yes: {SAYS[best]}"), reading("keep", "no: they are other patients")),
        best,
        blocks_of("visits") if one.event == "diagnoses" else blocks_of(one.event),
    )


def _nobody(one: Listed, visits: Listed, here: pl.Series) -> Question:
    return Question(
        f"meet:{one.key}",
        "patients_meet",
        one.table.file,
        "",
        f"{one.table.file}: none of its {len(here)} patients is in {visits.table.file}, and no other way to write the "
        "numbers makes them meet. Do the two lists number patients in different ways?",
        len(here),
        (reading("keep", "they are other patients: count them apart"), reading("aside", "leave this list aside")),
        None,
        blocks_of("visits") if one.event == "diagnoses" else blocks_of(one.event),
    )


def met(here: pl.Series, there: pl.Series) -> float:
    """Share of the people of one list who are in the other."""
    return mean(here.is_in(there.implode()))


def as_both(here: pl.Series, there: pl.Series, how: str) -> tuple[pl.Series, pl.Series]:
    """The people of both lists written another way; `width` fills up the shorter ones only to the other's one width."""
    if how != "width":
        return people_as(here, how).unique(), people_as(there, how).unique()
    width = width_of(there) or width_of(here)
    return (people_as(here, how, width).unique(), people_as(there, how, width).unique()) if width else (here, there)


def width_of(people: pl.Series) -> int:
    """The one length that all numbers of a list have, some with leading zeros; 0 where there is none."""
    lengths = people.str.len_chars()
    same = lengths.n_unique() == 1 and bool(people.str.starts_with("0").any())
    return int(lengths[0]) if same else 0


def _patient(one: Listed, look: Look) -> str:
    return one.columns.get("patient", "")


def settle_meet(look: Look, drafts: Drafts, question: Question, value: str) -> Drafts:
    """Both lists' patients written the same way."""
    if value == "aside":
        return drafts.put(question.file, replace(drafts.by_file[question.file], aside="said"))
    if value == "keep":
        return drafts
    visits = next(v for v in look.of("visits") if not drafts.by_file[v.table.file].aside)
    here = next(o for o in look.lists if o.table.file == question.file)
    widths = [width_of(people_of(look, o, drafts)) for o in (visits, here)]
    width = widths[0] or widths[1]
    # Only the list that lost something is written anew where one can tell which; so earlier imports meet it too.
    both = [here] if value == "width" and widths[0] else list(look.lists)
    for one in both:
        drafts = _people_written(drafts, one, value, width)
    return drafts


KINDS = (
    QuestionKind("test_patients", ask_test, settle_test),
    QuestionKind("mixed_numbers", ask_mixed, settle_mixed),
    QuestionKind("patients_meet", ask_meet, settle_meet),
)
