"""Works out "first episode of severe pain over 50" from age, history and recorded severity, where words do not say it.

The toolkit's sixth flag asks for all three at once; age alone would excuse a large share of all images (`domain.md`
B2). Age from 51 and severe from 8 of 10 are the annotation guidelines'; an episode's start is known after 180 days of
history (`counting.md` section 2).
"""

import narwhals as nw

OVER_50 = 51
SEVERE_OF_TEN = 8
#: The instrument among patients' answers that is a pain score.
PAIN_SCORE = "pain"
RULE = "51 or older, first episode in the record, pain of 8 in 10 or more"


def severe_pain(scores: nw.LazyFrame, clinic: nw.Expr) -> nw.LazyFrame:
    """patient, day, `severe` of recorded pain scores (row, patient, day, score): the worst of a day decides.

    Where any score of the `clinic` is above 10 its scale is taken to end at 100.
    """
    highest = nw.col("score").max().over("of_clinic")
    limit = nw.when(highest > 10).then(nw.lit(SEVERE_OF_TEN * 10)).otherwise(nw.lit(SEVERE_OF_TEN))
    known = scores.with_columns(of_clinic=clinic).with_columns(severe=(nw.col("score") >= limit).cast(nw.Int8))
    worst = known.group_by("patient", "day").agg(nw.col("severe").max())
    return worst.with_columns(severe=nw.col("severe") == 1)


def first_severe(visits: nw.LazyFrame, severity: nw.LazyFrame, earlier: nw.LazyFrame) -> nw.LazyFrame:
    """Each low-back visit with its `state`: `present`, `no`, or `cannot tell` where age, start or severity is unknown.

    `visits` has row, patient, day, age_low, age_high, episode_day, known_start and `said_first` (words call it the
    first ever, which no history can gainsay); `severity` as `severe_pain` gives it; `earlier` the first day of each
    patient's low-back codes, also from before the coverage.
    """
    joined = visits.join(severity, on=["patient", "day"], how="left").join(earlier, on="patient", how="left")
    young = nw.when(nw.col("age_high") < OVER_50).then(nw.lit(False))
    over = nw.when(nw.col("age_low") >= OVER_50).then(nw.lit(True)).otherwise(young)
    coded_before = (nw.col("first_coded_day") < nw.col("episode_day")).fill_null(False)
    here = joined.with_columns(earliest=nw.col("episode_day").min().over("patient"), coded_before=coded_before)
    first_here = (nw.col("episode_day") == nw.col("earliest")) & ~nw.col("coded_before")
    start = nw.when(~first_here).then(nw.lit(False)).otherwise(nw.col("known_start"))
    every = here.with_columns(every=over & (nw.col("said_first") | (first_here & start)) & nw.col("severe"))
    known = nw.when("every").then(nw.lit("present")).otherwise(nw.lit("no"))
    return every.with_columns(state=nw.when(nw.col("every").is_null()).then(nw.lit("cannot tell")).otherwise(known))
