"""A physician's own figures and the province's reports, in sentences: fair, without ranks, and mostly "chance"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dashboard.records.programme import ProvinceReport

CHANCE = (
    "That cannot be told from chance: a physician who orders just as the practice does would lie as far away {often}."
)
APART = "Chance alone would seldom put a physician who orders as the practice does so far away ({often})."
ACTIONS = {
    "imaging_rate_without_red_flags": "One thing to try: for the next five patients without a red flag, say when "
    "you would image, and give the pamphlet.",
    "pamphlet_or_exercise": "One thing to try: put the pamphlet where you sit, and hand it over at the table.",
    "red_flags_recorded": "One thing to try: write “no red flags” where you looked and found none.",
}
MODALITIES = {"XR": "X-ray", "CT": "CT", "MR": "MRI"}
REPORTS = {
    "panel": "panel report: images of the physician's own patients, wherever and by whomever ordered",
    "orderer": "orderer report: images that the physician ordered, for anybody",
}


def year_words(title: str, numerator: int, denominator: int, practice: float | None, by_chance: float | None) -> str:
    """A year in two or three sentences."""
    if not denominator:
        return f"{title}: nothing to count in the last 12 whole months."
    told = f"{title}: {numerator} of {denominator} ({100 * numerator / denominator:.0f}%) in the last 12 whole months."
    if practice is None or by_chance is None:
        return f"{told} It is put beside nobody's: in a practice of two that would show the other."
    beside = f" The practice as a whole: {100 * practice:.0f}%."
    sentence = APART if by_chance < 0.05 else CHANCE
    return f"{told}{beside} {sentence.format(often=often_words(by_chance))}"


def often_words(chance: float) -> str:
    """How often chance does something, in words."""
    return "fewer than 1 time in 1,000" if chance < 0.001 else f"about {max(1, round(100 * chance))} times in 100"


def letter_html(name: str, sentences: Sequence[str], drawing: str, action: str) -> str:
    """The letter, to print: two or three sentences, one chart, one thing to try."""
    from html import escape

    told = "".join(f"<p>{escape(one)}</p>" for one in sentences)
    return (
        '<!DOCTYPE html>\n<html lang="en-CA"><head><meta charset="utf-8"><title>In confidence</title>'
        "<style>body{max-width:46rem;margin:2rem auto;font:16px/1.5 system-ui,sans-serif;color:#333}"
        "svg{width:100%;height:auto}</style></head><body>"
        f"<p>In confidence, for {escape(name)} alone</p>{told}<figure>{drawing}</figure>"
        f"<p><strong>{escape(action)}</strong></p></body></html>\n"
    )


def reconciled(report: ProvinceReport, ours: Mapping[int, int], covered: Sequence[int]) -> list[str]:
    """A report of the province beside our own count of CT and MRI by year, in sentences; never in one chart."""
    kinds = [MODALITIES.get(one, one) for one in report.modalities.split(",") if one]
    said = f"{report.numerator:,}" if report.numerator is not None else f"{report.rate:g} per 1,000"
    told = [f"{report.year}: the province's {REPORTS[report.report]}, of {' and '.join(kinds)}: {said}."]
    if report.year not in covered:
        told.append(f"Our exports do not cover all of {report.year}; nothing here can be put beside it.")
        return told
    own = ours.get(report.year, 0)
    told.append(f"Our own count of CT and MRI of the low back ordered here in {report.year}: {own:,}.")
    if report.report == "panel":
        told.append(
            "They cannot be subtracted: the panel's images were ordered by anybody, anywhere, and include X-rays; ours "
            "are those ordered here, also for patients of other panels."
        )
    elif set(report.modalities.split(",")) != {"CT", "MR"}:
        told.append("They cannot be subtracted: the report counts other kinds of image than CT and MRI.")
    elif report.level != "physician":
        told.append(f"They cannot be subtracted: the report's figure is of a whole {report.level}.")
    elif report.numerator is not None:
        told.append(_difference(report.numerator - own))
    return told


def _difference(more: int) -> str:
    if not more:
        return "They are equal."
    if more > 0:
        return (
            f"The report has {more:,} more. It holds orders from other places (hospital, urgent care, another clinic) "
            "and the year of the image; ours are orders of this practice by the day of the order."
        )
    return (
        f"The report has {-more:,} fewer. Orders that were never carried out, images paid elsewhere, and images of the "
        "year after are ours alone."
    )
