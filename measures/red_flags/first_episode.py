"""Works out "first episode of severe pain over 50" from age, history and recorded severity, where words do not say it.

The toolkit's sixth flag asks for all three at once; age alone would excuse a large share of all images (`domain.md`
B2). Age from 51 and severe from 8 of 10 are the annotation guidelines'; an episode's start is known after 180 days of
history (`counting.md` section 2).
"""

import polars as pl

OVER_50 = 51
SEVERE_OF_TEN = 8
#: The instrument among patients' answers that is a pain score.
PAIN_SCORE = "pain"
RULE = "51 or older, first episode in the record, pain of 8 in 10 or more"


def severe_pain(scores: pl.DataFrame) -> pl.DataFrame:
    """patient, day, `severe` of recorded pain scores (patient, day, score): the worst of a day decides.

    Where any score of the clinic is above 10 its scale is taken to end at 100.
    """
    highest = scores["score"].max()
    limit = SEVERE_OF_TEN * 10 if isinstance(highest, float) and highest > 10 else SEVERE_OF_TEN
    return scores.group_by("patient", "day").agg((pl.col("score").max() >= limit).alias("severe"))


def first_severe(visits: pl.DataFrame, severity: pl.DataFrame, earlier: pl.DataFrame) -> pl.DataFrame:
    """Row and state of each low-back visit: `present`, `no`, or `cannot tell` where age, start or severity is unknown.

    `visits` has row, patient, day, age_low, age_high, episode_day, known_start and `said_first` (words call it the
    first ever, which no history can gainsay); `severity` as `severe_pain` gives it; `earlier` the first day of each
    patient's low-back codes, also from before the coverage.
    """
    joined = visits.join(severity, on=["patient", "day"], how="left").join(earlier, on="patient", how="left")
    over = pl.when(pl.col("age_low") >= OVER_50).then(True).when(pl.col("age_high") < OVER_50).then(False)
    coded_before = (pl.col("first_coded_day") < pl.col("episode_day")).fill_null(False)
    first_here = (pl.col("episode_day") == pl.col("episode_day").min().over("patient")) & ~coded_before
    first = pl.col("said_first") | (first_here & pl.when(~first_here).then(False).otherwise(pl.col("known_start")))
    every = over & first & pl.col("severe")
    state = pl.when(every.is_null()).then(pl.lit("cannot tell")).when(every).then(pl.lit("present"))
    return joined.select("row", state=state.otherwise(pl.lit("no")))
