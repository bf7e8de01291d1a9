"""The safety line as a list: urgent red flags on record that nothing followed, to be looked at before any chart."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
import streamlit as st

from dashboard.parts.html_table import html_table
from dashboard.parts.page import link
from dashboard.parts.why.card import address
from dashboard.study import Study
from dashboard.telling.manual import FLAGS
from measures.units.safety import to_act_on

SHOWN = 10
IN_SIGHT = 3
AT_A_GLANCE = 2  # of the columns: when, and what; the others stand in the whole list
DAY = "%-d %B %Y"  # as `day_words` has it
SAFETY = "urgent_flag_not_acted_on"
RECENT = 60  # days before the export that still count as today's work; our own choice


def listed(study: Study) -> pl.DataFrame:
    """The open cases, newest first: file, line, date, what is on record, and by which day something should follow."""
    found = study.located(to_act_on(study.units()))
    act_by = found["act_by"].cast(pl.Int32).cast(pl.Date)
    return found.with_columns(act_by=act_by).select("file", "line", "date", "atom", "state", "act_by", "overdue")


def told(found: pl.DataFrame) -> pl.DataFrame:
    """The list as people read it; a visit is named by where it stands in the export, never by the patient."""
    flag = pl.col("atom").replace_strict(FLAGS, default=None, return_dtype=pl.String).fill_null(pl.col("atom"))
    asked = pl.when(pl.col("state") == "queried").then(pl.lit(", asked about")).otherwise(pl.lit(""))
    late = pl.when("overdue").then(pl.lit("nothing on record by then")).otherwise(pl.lit("still in time"))
    return found.head(SHOWN).select(
        pl.col("date").dt.strftime(DAY).alias("Visit on"),
        (flag + asked).alias("On record"),
        pl.col("act_by").dt.strftime(DAY).alias("An image or referral by"),
        late.alias("So far"),
        (pl.col("file") + pl.lit(", line ") + pl.col("line").cast(pl.String)).alias("Where it stands"),
    )


def show(study: Study) -> None:
    """Nothing where nothing is open; else how many, how to find the patients, and the newest of them.

    While a question is open on which it hangs what followed a flag, nobody can say that nothing did.
    """
    if study.measures[SAFETY].waiting:
        st.warning(
            "Whether urgent red flags were acted on cannot be told yet: it hangs on the question above. Until then "
            "look them up in the EMR itself.",
            icon=":material/emergency_home:",
        )
        return
    found = listed(study)
    if found.is_empty():
        return
    new = recent(study, found)
    with st.container(key="urgent" if new else "urgent-before"):
        if new:
            st.warning(_words(new), icon=":material/emergency_home:")
            rows(found.head(min(new, IN_SIGHT)), "Urgent red flags of the last days that nothing followed", AT_A_GLANCE)
        with st.expander(f"Urgent red flags that nothing followed: {found.height}"):
            if not new:
                st.write(f"None in the last {RECENT} days; the newest is older.")
            rows(found, "Urgent red flags on record that nothing followed, newest first")
            if found.height > SHOWN:
                st.write(f"The newest {SHOWN} of {found.height}.")
            link("measure", "The same as a chart", measure="Urgent red flag not acted on")


def rows(found: pl.DataFrame, caption: str, columns: int | None = None) -> None:
    """The cases as a table (of it the first `columns`), each leading to the card that says why it is here."""
    shown = found.head(SHOWN)
    links = [address("visit", (file, int(line))) for file, line in shown.select("file", "line").rows()]
    table = told(shown)
    st.html(html_table(table.select(table.columns[:columns]), caption, links))


def recent(study: Study, found: pl.DataFrame) -> int:
    """How many are of the last days that the exports speak for."""
    last = study.practice.export_date
    return found.height if last is None else found.filter(pl.col("date") > last - timedelta(days=RECENT)).height


def _words(count: int) -> str:
    flags = "1 urgent red flag" if count == 1 else f"{count} urgent red flags"
    return (
        f"To act on today: {flags} in the last {RECENT} days without an image or urgent referral. The EMR may "
        "know more: look there."
    )
