"""Store + measure + filters -> counts, series, chart and the rows behind them; the only place that caches."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property
from threading import RLock
from typing import Any, TypeVar

import polars as pl

from dashboard.records import Records
from dashboard.records.charted import Availability, Charted, of_measure, of_tally
from dashboard.records.written import Written, written
from dashboard.study.case_by_case import CASES, ONE_BY_ONE, CaseByCase, case_by_case
from dashboard.study.event_rows import dated_units, judged_values, often, rarely, watched
from dashboard.study.filters import WHOLE_PRACTICE, Filters
from dashboard.study.overturned import as_read, said_of
from dashboard.study.phasing import phase_choices
from dashboard.study.rows import atoms, flag_word, image_why, told, visit_why
from dashboard.study.tally_series import tally_gaps, tally_series
from dashboard.study.targets import Steps, decided, in_force, placed, steps_of
from dashboard.study.today import today
from ingest.plan.waiting import Waiting, hangs_on, held_back, waiting
from ingest.store import Coverage, NothingYet, Store
from measures import periods
from measures.base_counts import BASE_COUNTS
from measures.catalogue import measures as catalogue
from measures.count import COLUMNS, EVERYONE, counts, unit_frame
from measures.declare import CODES_UNDECIDED, Measure
from measures.engine import native
from measures.events import LINE_BITS, Events
from measures.overturns import Overturned
from measures.practice import Practice, day_number
from measures.series import Series
from measures.spc.advise import Advice, advise
from measures.spc.allowed import KINDS, as_allowed, set_apart
from measures.spc.analyse import analyse_series
from measures.spc.by_volume import SEES_AT_LEAST
from measures.spc.chart import Chart
from measures.spc.folders import method_called
from measures.spc.from_events import GAP, Gap, cases_between, chart_of_gaps, days_between, gap_series, open_gap
from measures.spc.from_events import whole as whole_gaps
from measures.spc.series_doctor import calendar_of
from measures.units import Units
from measures.units.visits import classes, with_known_age, with_listed_codes

#: The few measures a huddle starts with: an outcome, two processes and a balancing measure (the toolkit's advice).
FIRST_CHOICE = (
    "imaging_without_red_flags",
    "imaging_rate_without_red_flags",
    "pamphlet_or_exercise",
    "red_flags_recorded",
    "overtime_appointments",
    "imaging_sought_elsewhere",
)

DEFAULT_RULES = "anhoej"
AGREED_SAYS = "Who of those whom patients were handed to is on the agreed list of providers?"
#: Base counts that tell whether single rows of a unit can be told; a class of an image hangs on the visits too.
ROWS_OF = {
    "_visits_completed": "visit", "_lbp_visits": "visit", "_lumbar_images_all": "image",
    "_lumbar_images_red_flag": "image", "_lumbar_images_other_indication": "image",
}  # fmt: skip

#: Fields that say whose a visit or an order is.
WHOSE = ("visits.provider", "orders.provider")

Made = TypeVar("Made")


class Study:
    """One clinic's facts as they are now. Visitors share it: what two of them ask for is computed by the first.

    Before its first export it is bare: what the team writes and tallies is there, no measure can be counted, and
    whatever asks for facts raises NothingYet. `events` are its facts on another engine.
    """

    def __init__(self, store: Store, clinic: str, events: Events | None = None) -> None:
        self.store = store
        self.clinic = clinic
        self._coverage = _coverage(store, clinic)
        bare = replace(store.settings(clinic), export_date=None)
        self.practice: Practice = store.practice(clinic) if self._coverage else bare
        self._events = (events or store.events(clinic)) if self._coverage else None
        self._counts: dict[tuple[str, str, bool, str | None], pl.DataFrame] = {}
        self._once: dict[Hashable, tuple[Hashable, Any]] = {}
        self._lock = RLock()

    def once(self, what: Hashable, make: Callable[[], Made], as_of: Hashable = None) -> Made:
        """Something put together from these facts by whoever asks first, and anew where `as_of` is another.

        It is kept with the study and goes with it.
        """
        with self._lock:
            kept = self._once.get(what)
            if kept is None or kept[0] != as_of:
                kept = self._once[what] = as_of, make()
            made: Made = kept[1]
            return made

    @property
    def bare(self) -> bool:
        """Whether there are no facts yet."""
        return self._coverage is None

    @property
    def coverage(self) -> Coverage:
        """The days the facts speak for."""
        if self._coverage is None:
            raise NothingYet
        return self._coverage

    @property
    def events(self) -> Events:
        """The facts themselves."""
        if self._events is None:
            raise NothingYet
        return self._events

    @cached_property
    def records(self) -> Records:
        """Where what people write is kept."""
        return Records(self.store.engine)

    @property
    def written(self) -> Written:
        """What the team has written so far, always as it stands now."""
        return written(self.records, self.clinic)

    @property
    def charted(self) -> dict[str, Charted]:
        """Everything that has a chart here, by name: the measures that can be counted, then what is tallied by hand."""
        counted = {name: of_measure(measure) for name, measure in self.available.items()}
        return counted | {tally.name: of_tally(tally) for tally in self.written.tallies}

    @property
    def named(self) -> dict[str, Charted]:
        """Whatever an aim can speak of: all that has a chart, and before the first export every measure there is."""
        waiting = self.measures.values() if self.bare else ()
        return {one.measure.name: of_measure(one.measure) for one in waiting} | self.charted

    def units(self, modality: str | None = None) -> Units:
        """The unit tables, of all images or of one modality."""
        return self.once(("units", modality), lambda: self._units(modality))

    def _units(self, modality: str | None) -> Units:
        read = Units(self.events, self.practice, modality)
        said = said_of(self.store, self.clinic, read if modality is None else as_read(self.units()))
        return Overturned(read, said) if said.height else read

    @cached_property
    def carried(self) -> frozenset[str]:
        """Fields and traits the exports carry."""
        return frozenset() if self._events is None else self._events.carries | self._events.traits

    @cached_property
    def measures(self) -> dict[str, Availability]:
        """Every measure of the catalogue: available, or what is missing."""
        return {name: self._availability(m) for name, m in catalogue().items()}

    def _availability(self, measure: Measure) -> Availability:
        """What is missing; where nothing is, the questions that hold it back."""
        known = self.carried - {CODES_UNDECIDED}
        missing = tuple(measure.missing(known))
        held = {} if missing else self.held_back
        waiting = {says: None for field, says in held.items() if hangs_on(measure, field, known)}
        return Availability(measure, missing, tuple(measure.rests_on(known)), tuple(waiting))

    @cached_property
    def questions(self) -> list[Waiting]:
        """The questions of the exports that nobody has answered."""
        return [] if self._events is None else waiting(self.store, self.clinic)

    @cached_property
    def held_back(self) -> dict[str, str]:
        """Field -> the question it waits for."""
        agreed = {"visits.warm_referral": AGREED_SAYS} if self._agreed_list_unsaid else {}
        return agreed | held_back(self.questions, self.carried)

    @property
    def _agreed_list_unsaid(self) -> bool:
        """Whether patients were handed to somebody and nobody has said who is on the agreed list."""
        if self.practice.agreed_list or "visits.warm_referral" not in self.carried:
            return False
        seen = self.store.spellings(self.clinic)
        return not seen.filter(pl.col("field") == "visits.warm_referral").is_empty()

    @cached_property
    def available(self) -> dict[str, Measure]:
        """The measures that can be counted, base counts last."""
        return {name: a.measure for name, a in self.measures.items() if a.available}

    @cached_property
    def base_counts(self) -> dict[str, Measure]:
        """The base counts that the exports carry."""
        return {name: m for name, m in BASE_COUNTS.items() if self._availability(m).available}

    def rows_wait_for(self, unit: str) -> tuple[str, ...]:
        """The questions without whose answer nobody can say what the visits (or images) are; none where all is said."""
        asked = (self._availability(BASE_COUNTS[name]).waiting for name, of in ROWS_OF.items() if of == unit)
        return tuple(dict.fromkeys(question for waiting in asked for question in waiting))

    @property
    def chosen(self) -> list[str]:
        """The few measures of the huddle: the practice's choice, else a first one."""
        wanted = self.practice.chosen or FIRST_CHOICE
        return [name for name in wanted if name in self.available]

    def counts(
        self,
        measures: Mapping[str, Measure],
        every: str = "month",
        by_provider: bool = False,
        modality: str | None = None,
    ) -> pl.DataFrame:
        """Counts of several measures at once (`measures.count.COLUMNS`)."""
        with self._lock:
            fresh = {n: m for n, m in measures.items() if (n, every, by_provider, modality) not in self._counts}
            if fresh:
                table = counts(self.units(modality), fresh, every, by_provider)
                for name in fresh:
                    self._counts[name, every, by_provider, modality] = table.filter(pl.col("measure") == name)
            parts = [self._counts[n, every, by_provider, modality] for n in measures]
        return pl.concat(parts) if parts else pl.DataFrame(schema=COLUMNS)

    def take_counts(self, counted: pl.DataFrame) -> None:
        """Take over monthly counts of the whole practice that were made together with those of other clinics."""
        with self._lock:
            for (name,), part in counted.partition_by("measure", as_dict=True).items():
                self._counts[str(name), "month", False, None] = part

    def series(self, name: str, filters: Filters = WHOLE_PRACTICE) -> Series:
        """One measure as a series over the coverage, or over the part of it that is asked for.

        A tally made by hand (`tally-3`) is a series too, over the days it was kept; it never mixes with an export.
        """
        tally = self.written.tally(name)
        if tally is not None:
            return tally_series(tally, self.written.entries_of(tally), filters, today())
        measure = self.available[name] if name in self.available else self.base_counts[name]
        everyone = filters.provider == EVERYONE
        table = self.counts({name: measure}, filters.every, not everyone, filters.modality)
        own = table.filter(pl.col("provider") == filters.provider, pl.col("numerator").is_not_null())  # a gap: no point
        points = self._spans(filters.every).join(own, on="period", how="inner", maintain_order="left")
        if filters.first:
            points = points.filter(pl.col("end") >= filters.first)
        if filters.last:
            points = points.filter(pl.col("start") <= filters.last)
        return Series(
            measure=name, title=measure.title, kind=measure.kind.value, better=measure.better.value,
            is_rate=measure.is_rate, numerator_says=measure.numerator_says, denominator_says=measure.denominator_says,
            provider=filters.provider, every=filters.every, data_to=self.practice.export_date,
            points=points.with_columns(pl.col("immature", "partial").cast(pl.Boolean)),
        )  # fmt: skip

    def _spans(self, every: str) -> pl.DataFrame:
        """First and last day of each period of the coverage."""
        schema = {"period": pl.String, "start": pl.Date, "end": pl.Date}

        def made() -> pl.DataFrame:
            spans = [(s.label, s.start, s.end) for s in periods.covered(self.practice, every)]
            return pl.DataFrame(spans, schema=schema, orient="row")

        return self.once(("spans", every), made)

    def advised(self, series: Series, filters: Filters = WHOLE_PRACTICE) -> Advice:
        """The chart that suits a series on this clinic's own volumes; only whole periods speak.

        Where events are rare it may be a chart of the days or the cases between them (`drawn`).
        """
        if series.every == GAP:
            told = advise(_whole(series)["numerator"], kind="gaps", between=series.denominator_says, every=GAP)
            return replace(told, of=series.denominator_says)
        points = _whole(series)
        sizes = points["denominator"] if series.is_rate else None
        rare = rarely(points["numerator"], sizes)
        gaps = whole_gaps(self.gaps(series, filters)) if rare else None
        kind = "proportion" if series.is_rate else "count"
        found = advise(points["numerator"], sizes, kind=kind, every=series.every, gaps=gaps)
        few = found.reason == "none_will_do" and series.is_rate
        return where_none_will_do(found, self.case_by_case(series, filters)) if few else found

    def drawn(self, series: Series, filters: Filters = WHOLE_PRACTICE) -> tuple[Series, Advice]:
        """The series whose chart is drawn, with its advice: the gaps between rare events where those suit better."""
        advice = self.advised(series, filters)
        if advice.of in ("periods", ONE_BY_ONE):
            return series, advice
        turned = series.is_rate and often(_whole(series))
        return gap_series(series, self.gaps(series, filters), advice.of, turned), advice

    def case_by_case(self, series: Series, filters: Filters = WHOLE_PRACTICE) -> CaseByCase | None:
        """The single cases of a share, added up; None where they have no day, or are too few."""
        return self.once(("case by case", series.measure, filters), lambda: self._case_by_case(series, filters))

    def _case_by_case(self, series: Series, filters: Filters) -> CaseByCase | None:
        measure = self.available.get(series.measure) or self.base_counts.get(series.measure)
        if measure is None or not measure.is_rate:
            return None
        rows = dated_units(self.units(filters.modality), self.carried, measure, filters)
        start, end = watched(self.practice, measure, filters)
        return None if rows is None or start > end else case_by_case(rows, start, end)

    def gaps(self, series: Series, filters: Filters = WHOLE_PRACTICE) -> tuple[Gap, ...]:
        """What lies between the dated events of a measure or tally: days for a count, cases for a share.

        Empty where the events have no day.
        """
        tally = self.written.tally(series.measure)
        if tally is not None:
            return tally_gaps(tally, self.written.entries_of(tally), filters, today())
        measure = self.available.get(series.measure) or self.base_counts.get(series.measure)
        rows = None if measure is None else dated_units(self.units(filters.modality), self.carried, measure, filters)
        if measure is None or rows is None:
            return ()
        start, end = watched(self.practice, measure, filters)
        if start > end:
            return ()
        if series.is_rate:
            turned = often(_whole(series))
            return cases_between([(day, None if yes is None else yes != turned) for day, yes in rows], start, end)
        events = [day for day, yes in rows if yes]
        unsure = [day for day, yes in rows if yes is None]
        return days_between(events, start, end, uncovered=self.practice.every_gap, unknown=unsure)

    def aim(self, name: str, filters: Filters = WHOLE_PRACTICE) -> float | None:
        """The level that is aimed at today, where an aim or a target speaks of just this view; else None."""
        found = self.target(name, filters)
        if not isinstance(found, tuple):
            return found
        now = in_force(found, today())
        return now[1] if now else None

    def target(self, name: str, filters: Filters = WHOLE_PRACTICE) -> float | Steps | None:
        """The target of the chart: the level the project aims at, or the steps of one that changed by date.

        It speaks of the whole practice; a target of events a month says nothing of a week or a quarter.
        """
        if filters.modality or filters.provider != EVERYONE:
            return None
        if filters.every != "month" and not self.charted[name].is_rate:
            return None
        project = self.written.project
        if decided(self.written, name):
            return steps_of(self.written, name)
        return project.aim_level if project is not None and project.aim_measure == name else None

    def chart(
        self, series: Series, chart: str | None = None, rules: str | None = None, target: float | Steps | None = None
    ) -> Chart:
        """The chart of a series, the advised one unless another is asked for.

        Tile, page and command line all ask here, so that they never disagree. Immature and partial periods are
        drawn and judge nothing; baselines and new phases are those that people decided on; a target may change by
        date. Raises ValueError with
        what there is where a chart or rule set is unknown.
        """
        advice = self.advised(series)
        fits = advice.of == "periods" or series.every == GAP
        kind = chart or (advice.chart if fits else "run")
        if series.is_rate and not method_called(kind).takes_n:
            raise ValueError(f'"{kind}" is a chart of counts, and {series.title} is a share; run, p, pp or i fit it.')
        rules = rules or (advice.rules if fits and kind == advice.chart else DEFAULT_RULES)
        phases = phase_choices(series, self.written.standing(series.measure))
        if series.every == GAP:
            return as_allowed(chart_of_gaps(series, chart=kind, rules=rules, **phases), open_gap(series), GAP)
        aims = placed(series, target) if isinstance(target, tuple) else target
        apart = set_apart(judged_values(series), KINDS[kind]) if kind == "c" else ()
        found = analyse_series(series, chart=kind, rules=rules, target=aims, apart=apart, **phases)
        return as_allowed(found, calendar_of(series), series.every)

    @property
    def clinicians(self) -> list[str]:
        """Roster ids, in the order of the roster."""
        return [c.id for c in self.practice.clinicians]

    @property
    def clinicians_wait_for(self) -> tuple[str, ...]:
        """The questions without whose answer nobody can say whose a visit or an order is; none where all is said."""
        held = {name: says for name, says in self.held_back.items() if name in WHOSE and name in self.carried}
        return tuple(dict.fromkeys(held.values()))

    @cached_property
    def mixed_readers(self) -> list[str]:
        """Versions of the words' reader, when the facts mix several."""
        readers = self.store.readers(self.clinic)
        return readers if len(readers) > 1 else []

    def behind(self, name: str, period: str, filters: Filters = WHOLE_PRACTICE) -> pl.DataFrame:
        """The unit rows of one point: file, line, source id, date, provider and what became of each."""
        measure = self.available.get(name) or self.base_counts[name]
        by_provider = filters.provider != EVERYONE
        frame = unit_frame(self.units(filters.modality), measure.unit.name, filters.every, by_provider)
        table = native(frame.with_columns(verdict=measure.verdict(self.carried)))
        rows = table.filter(self._in_point(period, filters))
        if by_provider:
            rows = rows.filter(pl.col("provider") == filters.provider)
        shown = rows.filter(pl.col("verdict") != "left out") if measure.is_rate else rows
        columns = [c for c in ("source_id", "date", "provider", "modality") if c in (*shown.columns, "date")]
        located = self.located(shown).with_columns(why=self._why(shown, measure))
        return located.select("file", "line", *columns, "verdict", "why")

    def _in_point(self, period: str, filters: Filters) -> pl.Expr:
        """Which rows lie behind one point: those of a period, or of the days from one event to the next."""
        if "/" in period:
            first, last = map(date.fromisoformat, period.partition("#")[0].split("/"))
            return pl.col("day").is_between(day_number(first), day_number(last))
        number = next(s.number for s in periods.covered(self.practice, filters.every) if s.label == period)
        return pl.col("period") == number

    def unit_of(self, name: str) -> str:
        """The unit that a measure counts."""
        return (self.available.get(name) or self.base_counts[name]).unit.name

    def _why(self, rows: pl.DataFrame, measure: Measure) -> pl.Series:
        """The columns a verdict rests on, in words."""
        asked = [a for a in (measure.denominator, measure.numerator) if a]
        columns = dict.fromkeys(c for answer in asked for c in answer.columns)
        asked_columns = {c: measure.unit.columns[c].says for c in columns}
        said = ["; ".join(told(row, asked_columns)) for row in rows.iter_rows(named=True)]
        return pl.Series("why", said, dtype=pl.String)

    def located(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Rows with file, line and date."""
        places = self.store.place(self.clinic)
        source = rows["row"] // 2**LINE_BITS
        files = source.cast(pl.Int64).replace_strict(places, default=None, return_dtype=pl.String)
        day = rows["day"] if "day" in rows.columns else pl.Series([None] * rows.height, dtype=pl.Int32)
        return rows.with_columns(
            files.alias("file"),
            (rows["row"] % 2**LINE_BITS).alias("line"),
            day.cast(pl.Int32).cast(pl.Date).alias("date"),
        )

    def visit_rows(self) -> pl.DataFrame:
        """Every visit row with its class, why, red flag and atoms."""
        units = self.units()
        events = units.events
        rows = with_known_age(with_listed_codes(events["visits"], events), events)
        judged = native(rows.with_columns(kind=classes(self.practice)))
        flagged = native(units.visit.select("row", "red_flag", "red_flag_denied"))
        evidence = native(units.visit_evidence)
        table = judged.join(flagged, on="row", how="left").join(
            atoms(evidence), left_on="row", right_on="unit", how="left"
        )
        is_back = pl.col("kind") == "lbp"
        told = table.with_columns(
            why=visit_why(),
            red_flag=pl.when(is_back).then(flag_word()),
            atoms=pl.when(is_back).then("atoms").fill_null(""),
        )
        return self._unit_rows(told.rename({"kind": "class"}))

    def image_rows(self) -> pl.DataFrame:
        """Every lumbar imaging event with its class, why, red flag and atoms."""
        units = self.units()
        table = native(units.image).with_columns(provider=pl.col("provider").fill_null(pl.col("orderer")))
        evidence = native(units.image_evidence)
        kind = (
            pl.when("planning")
            .then(pl.lit("planning"))
            .when("linked")
            .then(pl.lit("linked"))
            .otherwise(pl.lit("other_indication"))
        )
        told = table.join(atoms(evidence), left_on="row", right_on="unit", how="left").with_columns(
            pl.col("atoms").fill_null(""), kind.alias("class"), why=image_why(), red_flag=flag_word()
        )
        return self._unit_rows(told)

    def _unit_rows(self, table: pl.DataFrame) -> pl.DataFrame:
        roster = self.practice.roster
        named = table.with_columns(pl.col("provider").replace(roster)) if roster else table
        columns = ["file", "line", "source_id", "date", "provider", "class", "why", "red_flag", "atoms"]
        return self.located(named).sort("row").select(columns)


def _whole(series: Series) -> pl.DataFrame:
    """The periods that are over and fully covered."""
    return series.points.filter(~pl.col("immature") & ~pl.col("partial"))


def _coverage(store: Store, clinic: str) -> Coverage | None:
    try:
        return store.coverage(clinic)
    except NothingYet:
        return None


def where_none_will_do(advice: Advice, cases: CaseByCase | None) -> Advice:
    """The CUSUM in the place of no chart at all, where it tells a halving or a doubling to enough such practices."""
    if advice.reason != "none_will_do" or cases is None or cases.sees < SEES_AT_LEAST:
        return advice
    told = {"false_alarms": cases.false_alarms, "limit": cases.cusum.limit, "chance": cases.cusum.p0}
    numbers = {**advice.numbers, **told}
    return Advice(CASES, "single_cases", advice.notices, advice.every, numbers, "limits", ONE_BY_ONE)
