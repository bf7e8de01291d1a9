"""Make the plan of a set of files: open, look, ask, settle what is settled, and try what it would give."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

import polars as pl

from ingest.clean import DateOrder, DateReading
from ingest.code_columns import CodeColumn, code_columns
from ingest.date_columns import ANSWERS, DateColumn, date_columns
from ingest.date_order import date_reading
from ingest.dates import dates
from ingest.opening import OpenedFiles, fitting, open_tables
from ingest.plan.asked import KINDS
from ingest.plan.asked.dup import join_numbered
from ingest.plan.asked.orderers import with_outside_orders
from ingest.plan.draft import Draft, Drafts, first_draft, is_identifying, mapping_of, not_came, reading
from ingest.plan.group_headings import with_groups
from ingest.plan.headings import read as read_heading
from ingest.plan.look import Listed, Look, Survey, fingerprint, listed, survey
from ingest.plan.made import Asking, ReadyPlan
from ingest.plan.parts import WITHIN, Parted, parts_of
from ingest.plan.propose import MUST
from ingest.plan.state import MeasureState
from ingest.plan.steps import named_apart
from ingest.plan.trial import Tried, tried
from ingest.plan.values import Accounting, ColumnPlan, Gives, Plan, Question, Reading, TablePlan
from ingest.recognise import Mapping as Recognised
from ingest.report import FileReport, Refusal
from ingest.table import Table, normalise
from measures.periods import day_words
from measures.red_flags.words import READER_VERSION

#: Kinds that are settled from the first rows alone, before the whole list is gone through.
FIRST = (
    "parts", "group_headings", "event", "column", "other_status", "more_codes", "partial_days", "unknown_words",
    "totals_within", "filled_once", "exam_region",
)  # fmt: skip
#: Rows up to which every reading's figures are worked out, and how many readings at most.
TRIED_ROWS, TRIED_READINGS = 3_000, 16


def make_plan(paths: Sequence[Path], asking: Asking, figures: bool = True, readings: bool = False) -> ReadyPlan:
    """The plan of a set of files; raises Refusal where nothing of it can be read.

    `figures` tries the import in a folder of its own, which is gone afterwards; `readings` also tries each answer.
    """
    opened = in_parts(open_tables(paths, asking.profile, asking.names), asking.profile)
    return planned(opened, asking, figures, readings)


def in_parts(opened: OpenedFiles, profile: str | None) -> OpenedFiles:
    """The tables with each sheet that holds several lists as those lists, headings of blocks as columns."""
    found: list[tuple[Table, Recognised | None]] = []
    for table, known in opened.tables:
        parts = [replace(part, table=with_groups(part.table)) for part in parts_of(table)]
        alone = len(parts) == 1 and parts[0].table is table
        found += [(table, known)] if alone else [(p.table, _known(p, profile)) for p in parts]
    return replace(opened, tables=tuple(found))


def _known(part: Parted, profile: str | None) -> Recognised | None:
    """The profile that fits a part; orders in the rows of their visits are no visits, whatever their other columns."""
    return None if part.how == WITHIN and part.number > 1 else fitting(part.table, profile)


def planned(opened: OpenedFiles, asking: Asking, figures: bool, readings: bool) -> ReadyPlan:
    """The plan of opened tables."""
    lists = tuple(_listed(table, known, asking) for table, known in opened.tables)
    if not any(o.event != "none" for o in lists):
        raise Refusal(" ".join(refusal_of(o) for o in lists))
    look = Look(
        lists, {}, asking.practice, asking.export_date or asking.practice.export_date, asking.today, asking.said,
        asking.here, asking.before,
    )  # fmt: skip
    drafts = Drafts({o.table.file: _begun(o, asking) for o in lists}, asking.practice)
    asked: list[Question] = []
    drafts = _settled(look, drafts, asked, [k for k in KINDS if k.name in FIRST])
    drafts = _joined(look, drafts)
    drafts, dated = _with_orders(look, drafts, asking)
    asked += dated
    held, kinds = _dates_held(look, drafts)
    asked += kinds
    look = replace(look, held=held)
    look = replace(look, surveys=_surveys(look, drafts))
    look = replace(look, codes=_codes(look, drafts))
    drafts = _settled(look, drafts, asked, [k for k in KINDS if k.name not in FIRST])
    drafts = _aside_without(look, with_outside_orders(look, drafts))
    made = _made(look, drafts, asked, asking, opened.notices)
    if nothing_new(made, asking):
        return replace(made, plan=replace(made.plan, questions=()))
    if figures:
        made = _with_figures(made, look, asking)
    return _with_readings(made, opened, asking, look) if readings and figures else made


def nothing_new(made: ReadyPlan, asking: Asking) -> bool:
    """Whether every list is here already, as the same table and read by today's reader: then nothing is asked."""
    here = {(b.digest, b.profile_table) for b in asking.before if b.reader == READER_VERSION}
    return bool(made.mappings) and all((m.table.digest, m.profile.full_name) in here for m in made.mappings)


def _listed(table: Table, known: Recognised | None, asking: Asking) -> Listed:
    """A list, looked at; one that was confirmed before is what it was then, under the name it had."""
    given = confirmed_for(fingerprint(named_apart(table).header), asking) if known is None else None
    one = listed(table, known, given.event if given else None)
    alike = given or (similar(one, asking) if known is None else None)
    return replace(one, called=alike.key if alike else "")


def confirmed_for(word: str, asking: Asking) -> TablePlan | None:
    """The confirmed plan for a heading row, if there is one."""
    return next((t for t in asking.confirmed if t.fingerprint == word), None)


def similar(one: Listed, asking: Asking) -> TablePlan | None:
    """A list confirmed before that is this one with a column more or less: its rows are then the same records."""
    for table in asking.confirmed:
        columns = {c.field: normalise(c.column) for c in table.columns if c.field}
        ours = {name: normalise(column) for name, column in one.columns.items()}
        shared = sum(ours.get(name) == column for name, column in columns.items())
        same = all(ours.get(n) == columns.get(n) for n in ("patient", "date", "source_id"))
        if table.event == one.event and same and shared >= 0.6 * max(len(columns), len(ours)):
            return table
    return None


def _begun(one: Listed, asking: Asking) -> Draft:
    """What a given plan says of a list with this heading row, else what is proposed."""
    draft = first_draft(one)
    given = confirmed_for(one.fingerprint, asking)
    if given is None or one.known:
        return draft
    asked = asking.asked_fields(one.key)
    columns = {
        c.field: c.column for c in given.columns if c.field and c.field not in asked and c.column in one.table.header
    }
    left = {name: column for name, column in draft.columns.items() if name in asked and column not in columns.values()}
    confirmed = frozenset(columns)
    columns |= left
    return replace(draft, event=given.event, columns=columns, aside="", confirmed=confirmed)


def _settled(look: Look, drafts: Drafts, asked: list[Question], kinds: Sequence[object]) -> Drafts:
    """Ask each kind, and go on as if every proposal were taken, unless a person answered otherwise."""
    for kind in kinds:
        for question in kind.ask(look, drafts):  # type: ignore[attr-defined]
            before = [q.file for q in asked if q.id == question.id]
            if question.file in before:
                continue
            # Two files of one list, as a month's and the next one's, ask once: the answer holds for both.
            if not before:
                asked.append(question)
            value = look.answers.get(question.id, question.proposed)
            if value is not None:
                drafts = kind.settle(look, drafts, question, value)  # type: ignore[attr-defined]
    return drafts


def _joined(look: Look, drafts: Drafts) -> Drafts:
    for one in look.lists:
        drafts = drafts.put(one.table.file, join_numbered(one, drafts.by_file[one.table.file]))
    return drafts


def _with_orders(look: Look, drafts: Drafts, asking: Asking) -> tuple[Drafts, list[Question]]:
    """Every list's order of dates: said, found, or asked."""
    asked = []
    for one in look.lists:
        draft = drafts.by_file[one.table.file]
        if draft.aside or ("date" not in draft.columns and "birth_date" not in draft.columns):
            continue
        question_id = f"dates:{one.key}"
        said = asking.order or _order_in(look.answers.get(question_id))
        if said:
            drafts = drafts.put(one.table.file, replace(draft, order=said))
            continue
        found = date_reading(mapping_of(one, draft))
        if found.order:
            drafts = drafts.put(one.table.file, replace(draft, order=found.order))
        elif found.ambiguous or found.contradictory:
            asked.append(_date_question(question_id, one, draft, found))
    return drafts, asked


def _dates_held(look: Look, drafts: Drafts) -> tuple[dict[str, tuple[DateColumn, ...]], list[Question]]:
    """What each list's date columns hold; a spreadsheet's day numbers and half-converted dates are asked about."""
    found: dict[str, tuple[DateColumn, ...]] = {}
    asked = []
    for one in look.lists:
        draft = drafts.by_file[one.table.file]
        if draft.aside:
            continue
        mapping = mapping_of(one, draft)
        told = {c: v for c in mapping.table.header if (v := look.answers.get(f"held:{one.key}:{c}"))}
        columns = date_columns(mapping, islice(mapping.table.blocks(), 1), told)
        asked += [_held_question(one, column) for column in columns if column.open or column.column in told]
        found[one.table.file] = tuple(replace(c, said=_likely(c)) if c.open and _likely(c) else c for c in columns)
    return found, asked


def _likely(column: DateColumn) -> str | None:
    return "1900" if column.holds == "day numbers" else None


def _held_question(one: Listed, column: DateColumn) -> Question:
    says = {
        "day numbers": "are day numbers of a spreadsheet, not dates. Which calendar?",
        "half converted": "may have day and month exchanged by a spreadsheet. How do they stand?",
    }
    words = {
        "1900": "day numbers as Excel writes them (45750 is 3 April 2025)", "1904": "day numbers of an old Mac",
        "as written": "as they are written", "swapped": "day and month are exchanged",
    }  # fmt: skip
    return Question(
        f"held:{one.key}:{column.column}", "date_kind", one.table.file, column.column,
        f'{one.table.file}: {column.rows} cells of "{column.column}" {says[column.holds]}', column.rows,
        tuple(reading(a, words.get(a, a)) for a in ANSWERS[column.holds]), _likely(column),
        frozenset({"visits.day", "orders.exam"}),
    )  # fmt: skip


def _order_in(text: str | None) -> DateOrder | None:
    return DateOrder(text.upper()) if text and text.upper() in DateOrder.__members__ else None


def _date_question(number: str, one: Listed, draft: Draft, found: DateReading) -> Question:
    why = (
        "some dates fit day first only, others month first only"
        if found.contradictory
        else "its dates can be read both ways"
    )
    shown = _both_ways(one.shape(draft.columns["date"]).filled) if draft.columns.get("date") in one.table.header else {}
    return Question(
        number, "date_order", one.table.file, draft.columns.get("date", ""),
        f"{one.table.file}: {why}. Which comes first?", one.shapes[0].rows,
        (
            reading("dmy", f"the day{shown.get(DateOrder.DMY, '')}"),
            reading("mdy", f"the month{shown.get(DateOrder.MDY, '')}"),
        ),
        None, frozenset({"visits.day", "orders.exam"}),
    )  # fmt: skip


def _both_ways(cells: pl.Series) -> dict[DateOrder, str]:
    """An example of the list's own days (never a birth date) in the words of each order."""
    distinct = cells.unique(maintain_order=True).head(500)
    ways = {order: dates(distinct, order) for order in (DateOrder.DMY, DateOrder.MDY)}
    told = [n for n in range(len(distinct)) if ways[DateOrder.DMY][n] != ways[DateOrder.MDY][n]]
    seen = next((n for n in told if all(way[n] is not None for way in ways.values())), None)
    if seen is None:
        return {}
    return {order: f' ("{distinct[seen][:10]}" is {day_words(way[seen])})' for order, way in ways.items()}


def _surveys(look: Look, drafts: Drafts) -> dict[str, Survey]:
    found = {}
    for one in look.lists:
        draft = drafts.by_file[one.table.file]
        if draft.aside:
            continue
        mapping = mapping_of(one, draft)
        found[one.table.file] = survey(
            mapping.table, draft.columns, draft.order, _counted(one, draft), look.held.get(one.table.file, ()),
            next((feed.field for feed in mapping.profile.feeds if feed.event == "orders"), None),
            not_came(mapping.profile),
        )  # fmt: skip
    return found


#: Fields whose different cells are looked at over the whole list.
WORDED = ("status", "mode", "service", "provider", "exam", "modality")


def _codes(look: Look, drafts: Drafts) -> dict[str, tuple[CodeColumn, ...]]:
    """The code system of each list's code columns: decided, or to be asked."""
    found = {}
    for one in look.lists:
        draft = drafts.by_file[one.table.file]
        if not draft.aside:
            mapping = mapping_of(one, draft)
            heading = draft.columns.get("diagnosis", "")
            said = look.answers.get(f"codes:{one.key}:{heading}")
            told = {heading: said} if said else {}
            found[one.table.file] = code_columns(mapping, islice(mapping.table.blocks(), 1), told)
    return found


def _counted(one: Listed, draft: Draft) -> list[str]:
    """Columns whose cells are counted: words, names of clinicians, exams, and short columns nobody knows."""
    wanted = {draft.columns[n] for n in WORDED if n in draft.columns}
    wanted |= {c for n, c in draft.columns.items() if one.event == "visits" and n in _ticked()}
    used = set(draft.columns.values())
    short = {c for c, s in zip(one.table.header, one.shapes, strict=True) if c not in used and len(s.kinds) <= 30}
    kinds = {c for c in short if not is_identifying(c)}
    return [c for c in one.table.header if c in wanted | kinds]


def _ticked() -> tuple[str, ...]:
    from ingest.plan.draft import TICKED

    return TICKED


def _aside_without(look: Look, drafts: Drafts) -> Drafts:
    """A list of which a person said that no column is the patient, or the day, is no list of records."""
    for one in look.lists:
        draft = drafts.by_file[one.table.file]
        if not draft.aside and one.known is None and lacking(draft):
            drafts = drafts.put(one.table.file, replace(draft, aside="lacks"))
    return drafts


def lacking(draft: Draft) -> tuple[str, ...]:
    """What no column of a list says and no list of its event can do without."""
    return tuple(name for name in MUST.get(draft.event, ()) if name not in draft.columns)


def _made(look: Look, drafts: Drafts, asked: Sequence[Question], asking: Asking, notices: Sequence[str]) -> ReadyPlan:
    mappings = tuple(mapping_of(o, draft) for o in look.lists if not (draft := drafts.by_file[o.table.file]).aside)
    tables = tuple(
        replace(
            _table_plan(o, drafts.by_file[o.table.file], _open_fields(o, asked, look)), code_systems=_systems(look, o)
        )
        for o in look.lists
    )
    open_ids = {q.id for q in asked}
    plan = Plan(
        tables, tuple(asked), {k: v for k, v in look.answers.items() if k in open_ids}, drafts.practice.clinic,
        drafts.export_date or look.export_date, asking.coverage_start or drafts.practice.coverage_start,
        notices=(*notices, *(t.aside for t in tables if t.aside)),
    )  # fmt: skip
    orders = {f: d.order for f, d in drafts.by_file.items() if d.order}
    systems = {
        f: {c.column: look.answers[q] for c in columns if (q := f"codes:{_key(look, f)}:{c.column}") in look.answers}
        for f, columns in look.codes.items()
    }
    return ReadyPlan(plan, mappings, drafts.practice, orders, drafts.settled, systems, _held_said(look))


def _held_said(look: Look) -> dict[str, dict[str, str]]:
    """What is said, or taken for granted, of each date column, by file and heading."""
    return {file: {c.column: c.said for c in columns if c.said} for file, columns in look.held.items()}


def _key(look: Look, file: str) -> str:
    return next(o.key for o in look.lists if o.table.file == file)


def _systems(look: Look, one: Listed) -> dict[str, str]:
    """Column -> code system, "undecided" where a person must say."""
    return {c.column: c.system for c in look.codes.get(one.table.file, ())}


def _open_fields(one: Listed, asked: Sequence[Question], look: Look) -> frozenset[str]:
    """Fields of a list whose column is a question that nobody has answered yet."""
    own = [q for q in asked if q.file == one.table.file or q.id.startswith(f"column:{one.key}:")]
    return frozenset(q.id.rpartition(":")[2] for q in own if q.kind == "column" and q.id not in look.answers)


def _table_plan(one: Listed, draft: Draft, asked: frozenset[str]) -> TablePlan:
    file, _, sheet = one.table.file.partition(" > ")
    profile = None if draft.aside else mapping_of(one, draft).profile
    return TablePlan(
        file=file if sheet else one.table.file,
        sheet=sheet,
        key=one.key,
        fingerprint=one.fingerprint,
        event=draft.event if not draft.aside else "none",
        adapter=one.known.profile.profile if one.known else "",
        profile=profile,
        # A first line that is no row of column names may hold a patient's data: it is not shown.
        columns=tuple(_column(one, draft, c, asked) for c in one.table.header)
        if one.known or names_columns(one)
        else (),
        steps=draft.steps,
        date_order=draft.order,
        aside=refusal_of(one, lacking(draft)) if draft.aside else "",
    )


def _column(one: Listed, draft: Draft, column: str, asked: frozenset[str]) -> ColumnPlan:
    name = next((n for n, c in draft.columns.items() if c == column), None)
    through = next((s for s in draft.steps if column in s.columns and s.kind not in ("one_a_visit", "without")), None)
    if name is None and through:
        name = _served(draft, through.options.get("as", "")) or "status"
        return ColumnPlan(column, name, False, f"read into {name} ({through.kind.replace('_', ' ')})")
    if name is None:
        why = "it could identify a person: not read" if is_identifying(column) else "left aside"
        return ColumnPlan(column, None, True, why)
    found = one.proposal.found.get(name)
    if name in asked:
        return ColumnPlan(column, name, False, found.why if found else "its words look like it")
    if one.known:
        return ColumnPlan(column, name, True, f"known heading of {one.known.profile.profile} {one.known.profile.says}")
    if name in draft.confirmed:
        return ColumnPlan(column, name, True, "confirmed")
    return ColumnPlan(column, name, bool(found and found.sure), found.why if found else "")


def _served(draft: Draft, made: str) -> str | None:
    """The field that a step's column serves, through the steps that go on from it."""
    name = next((n for n, c in draft.columns.items() if c == made), None)
    further = next((s for s in draft.steps if made in (*s.columns, s.options.get("status"))), None)
    return name or (_served(draft, further.options["as"]) if further and further.options.get("as") else None)


MONTH_HEADING = re.compile(
    r"(?i)^\s*((jan|feb|f[eé]v|mar|apr|avr|may|mai|jun|jui|jul|aug|ao[uû]|sep|oct|nov|dec|d[eé]c)[a-zéû]*\.?[\s\-/']*(20)?\d\d|"
    r"(20\d\d)[\s\-/](0?[1-9]|1[0-2])|(0?[1-9]|1[0-2])[\s\-/]20\d\d)\s*$"
)


def refusal_of(one: Listed, lacks_now: Sequence[str] = ()) -> str:
    """Why a list is left aside: what it lacks, by its headings or by what a person said of them, and what to do."""
    months = [c for c in one.table.header if MONTH_HEADING.match(c)]
    if len(months) >= 2:
        return (
            f'{one.table.file}: its columns are months ("{months[0]}" … "{months[-1]}"), so it is a monthly tally, no '
            "list of visits or orders. Keep these counts as a tally (the page Tally takes a pasted table)."
        )
    first = one.shapes[0].filled if one.shapes else pl.Series([], dtype=pl.String)
    if len(first) >= 2 and all(MONTH_HEADING.match(cell) for cell in first.head(60)):
        return (
            f'{one.table.file}: its rows are months ("{first[0]}" … "{first[-1]}"), so it is a monthly tally, no list '
            "of visits or orders, and none of its columns is a measure we know. Keep these counts as a tally (the page "
            "Tally takes a pasted table); a blank month is one that nobody counted, not a zero."
        )
    what = {"patient": "which patient a row is of", "date": "the day", "diagnosis": "the diagnosis"}
    without = lacks_now or one.proposal.lacks
    lacks = [f"{name} ({what.get(name, name)})" for name in without]
    known = [c for c in one.table.header if speaks(c)]
    if not names_columns(one):
        # A first line that is no header may hold a patient's data: its cells are not repeated.
        return (
            f"{one.table.file}: of the {len(one.table.header)} cells in line {one.table.header_line} none, or only "
            "one, is a column name we know, and none says the patient or the date. Check that the first row holds the "
            "column names; a list of visits or orders needs at least those two."
        )
    shown = ", ".join(f'"{c}"' for c in known[:6] if not is_identifying(c))
    if not lacks:
        return f"{one.table.file}: its columns ({shown}) are no list of visits, orders or referrals; it is left aside."
    holds = f" It has {shown}." if shown else ""
    return (
        f"{one.table.file}: no column says the {' or the '.join(lacks)}, so it cannot be read as a list of visits, "
        f"orders or referrals.{holds} Export it with a column for the {' and the '.join(without)}."
    )


def names_columns(one: Listed) -> bool:
    """Whether the first line holds column names: two of its cells at least speak of something, or stand as words
    without a digit over columns of numbers and days.
    """
    header = one.table.header
    if sum(speaks(c) for c in header) >= 2:
        return True
    over = sum(shape.share(r"\d") >= 0.9 for shape in one.shapes)
    return over >= 2 and not any(re.search(r"\d|@|\[", c) for c in header) and len(set(header)) == len(header)


def speaks(cell: str) -> bool:
    """Whether a heading speaks of anything; one that was masked, or is a number, does not."""
    return "[" not in cell and not re.search(r"\d{4}", cell) and bool(read_heading(cell).concepts)


def _with_figures(made: ReadyPlan, look: Look, asking: Asking) -> ReadyPlan:
    """Tried: what the plan would give, and what the reading of its rows asks."""
    waiting = made.plan.unsettled
    if any(q.kind in ("date_order", "date_kind") for q in waiting) or not made.mappings:
        return made
    blocked = frozenset().union(*(q.blocks for q in waiting)) if waiting else frozenset()
    because = {b: q.says for q in reversed(waiting) for b in q.blocks}
    result = tried(made, asking, blocked, because)
    plan = replace(
        made.plan, measures=result.measures, gives=result.gives, questions=(*made.plan.questions, *result.doubts)
    )
    return replace(made, plan=replace(plan, tables=tuple(_with_rows(t, result) for t in plan.tables)))


def _with_rows(table: TablePlan, result: Tried) -> TablePlan:
    name = f"{table.file} > {table.sheet}" if table.sheet else table.file
    report = result.reports.get(name)
    return replace(table, rows=accounting(report)) if report else table


def accounting(report: FileReport) -> Accounting:
    """The row accounting of one list in five numbers."""
    return Accounting(
        report.rows_read, report.accepted, len(report.refused), len(report.exact_repeats), len(report.not_data)
    )


def _with_readings(made: ReadyPlan, opened: OpenedFiles, asking: Asking, look: Look) -> ReadyPlan:
    """Each question's readings with the figures each would give, for lists that are soon read."""
    rows = sum(look.survey(one).rows for one in look.lists)
    if rows > TRIED_ROWS:
        return made
    left = TRIED_READINGS
    told = []
    for question in made.plan.questions:
        figures: list[Reading] = []
        for one in question.readings:
            taken = made.plan.answers.get(question.id, question.proposed) == one.value
            if taken:
                figures.append(replace(one, gives=made.plan.gives))
            elif left > 0 and question.changes and question.kind != "event":
                left -= 1
                figures.append(replace(one, gives=_if_answered(opened, asking, question, one)))
            else:
                figures.append(one)
        told.append(replace(question, readings=tuple(figures)))
    return replace(made, plan=replace(made.plan, questions=tuple(told)))


def _if_answered(opened: OpenedFiles, asking: Asking, question: Question, one: Reading) -> Gives | None:
    answers = {**asking.answers, question.id: one.value}
    try:
        return planned(opened, replace(asking, answers=answers), figures=True, readings=False).plan.gives
    except Refusal:
        return None


__all__ = ["Asking", "MeasureState", "ReadyPlan", "make_plan"]
