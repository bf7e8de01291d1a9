"""The units of one clinic, each table worked out once and only when a measure asks for it."""

from functools import cached_property

import narwhals as nw

from measures.engine import keep
from measures.events import Events
from measures.practice import Practice
from measures.red_flags.sets import AS_WRITTEN, FlagSet
from measures.units import evidence, flags, images, visits
from measures.units.referrals import adults, answers, back_programme, pairs_of_scores
from measures.units.settled import settled
from measures.units.urgent import actions, not_acted_on

PERIODS = ("month", "quarter", "week")
SEEN_ANSWERS = ("any_visit", "in_person", "acute", "pamphlet_given", "exercise_prescribed", "assessed", "handed_warmly")
SHORT_FOLLOW_UP, EPISODE_FOLLOW_UP, ELSEWHERE_DAYS = 7, 28, 90


def period_of(every: str) -> nw.Expr:
    """The period a day belongs to, as one integer: months and quarters of the calendar, weeks from Monday."""
    if every == "week":
        return (nw.col("day") + 3) // 7
    if every == "quarter":
        return nw.col("month") // 3
    if every == "month":
        return nw.col("month") + 0
    raise ValueError(f"a period is one of {', '.join(PERIODS)}, not {every!r}")


def any_of(column: str) -> nw.Expr:
    """Yes when any is yes, else unknown when any is unknown, else no (for `agg`; read back by `as_answer`)."""
    return (nw.col(column).cast(nw.Int8) * 2).fill_null(1).max().alias(column)


def as_answer(column: str) -> nw.Expr:
    """0 / 1 / 2 back to no / unknown / yes."""
    return nw.when(nw.col(column) != 1).then(nw.col(column) == 2).alias(column)


#: Tables that no set of red flags changes, so that another reading of the flags takes them over.
SAME_UNDER_ANY_SET = ("events", "candidates", "unclassified", "back_visits", "_linked_orders")


class Units:
    """Unit tables of one clinic. Every table has `row`, `patient`, `day`, `month` and `provider`.

    `flag_set` says which red flags count; `silence_is_none=False` is the strict reading, by which nothing recorded
    is not "no red flag" but unknown; `unclear` what is made of findings that wait for a clinician's eye.
    """

    def __init__(
        self,
        events: Events,
        practice: Practice,
        modality: str | None = None,
        flag_set: FlagSet = AS_WRITTEN,
        silence_is_none: bool = True,
        unclear: str = evidence.AS_SAID,
    ) -> None:
        self._as_read = events
        self.practice = practice
        self.modality = modality
        self.flag_set = flag_set
        self.silence_is_none = silence_is_none
        self.unclear = unclear
        self._seen: dict[str, nw.LazyFrame] = {}

    def under(
        self, flag_set: FlagSet, silence_is_none: bool = True, unclear: str = evidence.AS_SAID
    ) -> "Units":
        """The same units under another reading of the red flags; what the flags do not touch is not made again."""
        other = Units(self._as_read, self.practice, self.modality, flag_set, silence_is_none, unclear)
        other.__dict__.update({name: getattr(self, name) for name in SAME_UNDER_ANY_SET})
        return other

    @cached_property
    def events(self) -> Events:
        """What the exports say, with the exam names and codes that a person settled."""
        return settled(self._as_read, self.practice)

    def _known_clinicians(self, frame: nw.LazyFrame) -> nw.LazyFrame:
        """Spellings become roster ids; others stay as spelt."""
        return keep(with_clinicians(frame, self.practice))

    @property
    def _asked(self) -> tuple[Events, Practice, nw.LazyFrame, FlagSet]:
        return self.events, self.practice, self.back_visits, self.flag_set

    @cached_property
    def findings(self) -> nw.LazyFrame:
        """Everything said of red flags by live records, worked-out flags among them, as far as the set counts it."""
        return evidence.findings(*self._asked, self.unclear)

    @cached_property
    def candidates(self) -> nw.LazyFrame:
        """Low-back and unclassified visits."""
        found = visits.candidates(self.events, self.practice).with_columns(
            ran_over=ran_over(), **self._process_answers()
        )
        return self._known_clinicians(found.drop("minutes", "booked_minutes", "mode", "warm_referral"))

    @cached_property
    def unclassified(self) -> nw.LazyFrame:
        """Visits with a bare ambiguous code and no words."""
        return keep(self.candidates.filter(~nw.col("is_low_back")))

    @cached_property
    def back_visits(self) -> nw.LazyFrame:
        """Low-back visits with their episode."""
        return keep(visits.with_episodes(self.candidates.filter("is_low_back"), self.practice))

    @cached_property
    def _plain_visits(self) -> nw.LazyFrame:
        """Low-back visits with episode and red flags, before images are linked to them."""
        return keep(self._flagged(self.back_visits, self.visit_evidence))

    def _flagged(self, units: nw.LazyFrame, speaking: nw.LazyFrame) -> nw.LazyFrame:
        return flags.with_red_flag(units, speaking, self.flag_set, self.silence_is_none)

    @cached_property
    def visit_evidence(self) -> nw.LazyFrame:
        """Which evidence speaks for which low-back visit: unit, atom, state, source, evidence (a row), dated."""
        back = self.back_visits
        own = back.select(nw.col("row").alias("unit"), nw.col("row").alias("evidence"))
        orders = keep(
            flags.live(self.events["orders"], self.practice, "orders").select(
                "patient", "day", nw.col("row").alias("evidence")
            )
        )
        same_day = back.select(nw.col("row").alias("unit"), "patient", "day").join(
            orders, on=["patient", "day"], how="inner"
        )
        speaking = nw.concat([own, same_day.select("unit", "evidence")], how="vertical")
        return keep(
            nw.concat(
                [flags.dated_evidence(back, self.findings), flags.own_evidence(speaking, self.findings)],
                how="vertical",
            )
        )

    @cached_property
    def _linked_orders(self) -> nw.LazyFrame:
        """One row per imaging event, with the low-back visit it belongs to."""
        orders = images.live_lumbar_orders(self.events, self.practice)
        if self.modality:
            orders = orders.filter(nw.col("modality") == self.modality)
        events = keep(images.one_per_study(orders))
        links = images.latest_visit(events, self.back_visits, images.LINK_DAYS, "linked_visit")
        return keep(events.join(links, on="row", how="left"))

    @cached_property
    def image(self) -> nw.LazyFrame:
        """Lumbar imaging events with class, side and red flags."""
        sided = images.with_side(
            images.classified(self._linked_orders),
            self.practice,
            self.events.has("outside_orders"),
            self.events.has("all_on_roster"),
        )
        flagged = self._flagged(sided, self.image_evidence)
        ours = nw.when(nw.col("by_practice")).then(nw.col("provider"))
        return self._known_clinicians(flagged.with_columns(orderer=nw.col("provider"), provider=ours))

    @cached_property
    def image_evidence(self) -> nw.LazyFrame:
        """Which evidence speaks for which imaging event; boxes and night pain speak from the linked visit."""
        linked = self._linked_orders
        own = linked.select(nw.col("row").alias("unit"), nw.col("row").alias("evidence"))
        visit = linked.filter(~nw.col("linked_visit").is_null()).select(
            nw.col("row").alias("unit"), nw.col("linked_visit").alias("evidence")
        )
        parts = [
            flags.dated_evidence(linked, self.findings),
            flags.own_evidence(own, self.findings),
            flags.own_evidence(visit, self.findings.filter((nw.col("window") == 0) | (nw.col("state") != "present"))),
        ]
        return keep(nw.concat(parts, how="vertical"))

    @cached_property
    def visit(self) -> nw.LazyFrame:
        """Low-back visits with everything the visit measures ask."""
        back = self._plain_visits
        unflagged = back.filter(~nw.col("red_flag"))
        owner = images.latest_visit(self.image, unflagged, SHORT_FOLLOW_UP, "owner")
        qualifies = nw.col("any_image") & nw.col("by_practice") & ~nw.col("red_flag") & nw.col("linked")
        owned = (
            self.image.join(owner, on="row", how="inner")
            .with_columns(imaged_without_flag=qualifies)
            .group_by("owner")
            .agg(any_of("imaged_without_flag"))
        )
        joined = back.join(owned, left_on="row", right_on="owner", how="left").with_columns(
            nw.col("imaged_without_flag").fill_null(0)
        )
        full = joined.with_columns(as_answer("imaged_without_flag"))
        aged = full.with_columns(age_unknown=nw.col("is_adult").is_null())
        return keep(self._with_safety_line(aged))

    def _with_safety_line(self, back: nw.LazyFrame) -> nw.LazyFrame:
        """`urgent_flag` and `not_acted_on`; not worked out where no export carries what was done."""
        if not self.events.has("emergency_referrals"):
            nobody_knows = nw.lit(None, nw.Boolean)
            return back.with_columns(urgent_flag=nobody_knows, not_acted_on=nobody_knows)
        done = keep(actions(self.events, self.practice))
        return not_acted_on(done, self.practice, self._plain_visits, self.findings)(back)

    @cached_property
    def episode(self) -> nw.LazyFrame:
        """Episodes at their first visit."""
        firsts = self._plain_visits.filter("starts")
        near = firsts.select(nw.col("row").alias("start"), "patient", nw.col("day").alias("start_day"))
        pairs = self.image.filter("linked").select("patient", "day").join(near, on="patient", how="inner")
        since = nw.col("day") - nw.col("start_day")
        hits = pairs.filter(since >= 0, since <= EPISODE_FOLLOW_UP).select("start").unique()
        joined = firsts.join(hits.with_columns(imaged_28d=nw.lit(True)), left_on="row", right_on="start", how="left")
        # Of an unknown start nothing else decides: flagged or not, the episode stays unknown.
        certain = nw.col("known_start") & nw.col("any_visit")
        whole = joined.with_columns(nw.col("imaged_28d").fill_null(False), certain=certain)
        known: nw.Expr = nw.when("certain").then("red_flag")
        return keep(whole.with_columns(known_start=nw.when("certain").then(nw.lit(True)), red_flag=known))

    @cached_property
    def elsewhere(self) -> nw.LazyFrame:
        """Images of patients seen for low back pain in the 90 days before, ordered elsewhere or nobody knows where."""
        outside = self.image.filter((~nw.col("by_practice")).fill_null(True), ~nw.col("planning"))
        link = images.latest_visit(outside, self._plain_visits, ELSEWHERE_DAYS, "visit")
        who = self._plain_visits.select(nw.col("row").alias("visit"), nw.col("provider").alias("visit_provider"))
        found = outside.join(link, on="row", how="inner").join(who, on="visit", how="left")
        columns = ["row", "source_id", "patient", "day", "month", "provider", "sought"]
        known = nw.when(~nw.col("elsewhere").is_null()).then(nw.col("visit_provider"))
        ordered = found.with_columns(provider=known, sought=nw.col("elsewhere")).select(columns)
        said = self._plain_visits.filter("sought_elsewhere").with_columns(sought=nw.lit(True)).select(columns)
        return keep(nw.concat([ordered, said], how="vertical"))

    def elsewhere_period(self, every: str, by_provider: bool) -> nw.LazyFrame:
        """Patients per period who had, or may have had, imaging elsewhere."""
        keys = ["patient", "period", *(["provider"] if by_provider else [])]
        dated = self.elsewhere.with_columns(period=period_of(every))
        return dated.group_by(keys).agg(any_of("sought"), nw.col("row").min()).with_columns(as_answer("sought"))

    def _seen_by(self, every: str) -> nw.LazyFrame:
        """Patients with a low-back visit per period and provider, as that provider recorded them."""
        if every not in self._seen:
            seen = self.visit.with_columns(period=period_of(every))
            answers = [*SEEN_ANSWERS, "agreement", "barriers"]
            own = seen.group_by("patient", "period", "provider").agg(*[any_of(n) for n in answers], nw.col("row").min())
            own = own.with_columns(*[as_answer(name) for name in answers])
            both = own.with_columns(agreement_and_barriers=nw.col("agreement") & nw.col("barriers"))
            self._seen[every] = keep(both.drop("agreement", "barriers"))
        return self._seen[every]

    def patient_period(self, every: str, by_provider: bool) -> nw.LazyFrame:
        """Patients with a low-back visit per period, overall or as each provider saw and recorded them."""
        own = self._seen_by(every)
        kept = [*SEEN_ANSWERS, "agreement_and_barriers"]
        if not by_provider:
            own = own.group_by("patient", "period").agg(*[any_of(n) for n in kept], nw.col("row").min())
            own = own.with_columns(*[as_answer(name) for name in kept])
        keys = ["patient", "period", *(["provider"] if by_provider else [])]
        sent = self._specialist_referrals(every).group_by(keys).agg(any_of("sent_to_specialist"))
        joined = own.join(sent, on=keys, how="left").with_columns(nw.col("sent_to_specialist").fill_null(0))
        return joined.with_columns(as_answer("sent_to_specialist"))

    def _process_answers(self) -> dict[str, nw.Expr]:
        """Per visit, what the patient measures ask of it; the assessment speaks for in-person visits only."""
        seen_in_person = visits.means(self.practice, "visits.mode", "in_person")
        in_person = nw.lit(True) if self.practice.all_in_person else seen_in_person
        named, agreed = ~nw.col("warm_referral").is_null(), [*self.practice.agreed_list]
        # Without an agreed list nobody can say whether a named hand-off was to it; no name was no hand-off.
        on_list = nw.col("warm_referral").is_in(agreed) if agreed else nw.lit(None, nw.Boolean)
        handed = nw.when(named).then(on_list).otherwise(nw.lit(False))
        return {
            "in_person": in_person & nw.col("any_visit"),
            "assessed": nw.col("assessment") & in_person,
            "pamphlet_given": nw.col("pamphlet"),
            "exercise_prescribed": nw.col("exercise"),
            "handed_warmly": handed,
        }

    def _specialist_referrals(self, every: str) -> nw.LazyFrame:
        sent = flags.live(self.events["referrals"], self.practice, "referrals").filter(
            visits.in_coverage(self.practice)
        )
        answer = visits.means(self.practice, "referrals.service", "specialist")
        named = self._known_clinicians(sent.select("row", "patient", "day", "month", "provider", "service"))
        return named.with_columns(period=period_of(every), sent_to_specialist=answer)

    @cached_property
    def referral(self) -> nw.LazyFrame:
        """Referrals to the back programme, with their first assessment."""
        return self._known_clinicians(back_programme(self.events, self.practice))

    @cached_property
    def response(self) -> nw.LazyFrame:
        """Answers patients gave, with the visit they speak of."""
        given = keep(adults(self.events["responses"], self.events, self.practice))
        return keep(answers(given, self._plain_visits))

    @cached_property
    def response_pair(self) -> nw.LazyFrame:
        """First and latest score of each patient on each instrument."""
        return keep(pairs_of_scores(self.response))

    @cached_property
    def activity(self) -> nw.LazyFrame:
        """Hospital outpatient rows."""
        rows = self.events["activities"].filter(visits.in_coverage(self.practice))
        return keep(rows.with_columns(provider=nw.lit(None, nw.String)))

    @cached_property
    def completed_visits(self) -> nw.LazyFrame:
        """Completed visits of any kind by day and provider: day, month, provider, yes, unknown."""
        rows = self.events["visits"].filter(visits.in_coverage(self.practice))
        marked = rows.select("day", "month", "provider", done=visits.completed(self.practice))
        marks = marked.with_columns(
            yes=nw.col("done").cast(nw.Int64), unknown=nw.col("done").is_null().cast(nw.Int64)
        )
        counted = marks.group_by("day", "month", "provider").agg(nw.col("yes").sum(), nw.col("unknown").sum())
        return keep(with_clinicians(counted, self.practice))


def with_clinicians(frame: nw.LazyFrame, practice: Practice) -> nw.LazyFrame:
    """Spellings of clinicians as their roster ids; others stay as spelt."""
    roster, seen = practice.roster, nw.col("provider")
    if not roster:
        return frame
    return frame.with_columns(provider=seen.replace_strict(list(roster), list(roster.values()), default=seen))


def ran_over() -> nw.Expr:
    """More than 5 minutes over the booked length; an answer given by hand counts as stated.

    Times missing, not above 0 or above 180 minutes are unknown (`counting.md` section 5).
    """
    minutes = nw.when((nw.col("minutes") > 0) & (nw.col("minutes") <= 180)).then(nw.col("minutes"))
    measured = minutes > nw.col("booked_minutes") + 5
    return nw.when(nw.col("ran_over").is_null()).then(measured).otherwise(nw.col("ran_over"))
