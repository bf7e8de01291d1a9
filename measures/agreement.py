"""How well the reader agrees with clinicians: sensitivity, specificity, PPV and NPV from a stratified sample.

The sample holds more flagged orders than the clinic does, so that its plain shares would mislead. Each group of orders
(a stratum, and what the reader said in it) is weighted by the orders it stands for; sensitivity and specificity follow
as in Begg and Greenes, Biometrics 1983;39:207-15, who correct for verification that depends on the test's answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf, sqrt

import polars as pl

#: Fewer clear answers than this carry no figure. Our choice: below it a 95 % interval spans half of all there is.
FEWEST = 5
PRESENT, ABSENT, CANNOT_TELL, DIFFER = "present", "absent", "cannot_tell", "differ"
FIGURES = ("sensitivity", "specificity", "ppv", "npv")
ANY = "any"
#: The stratum of orders in which the reader found any red flag at all.
FLAGGED_ORDERS = "present"

Limits = tuple[float, float]


@dataclass(frozen=True)
class AgreementGroup:
    """Orders of one stratum of which the reader said the same: how many there are, were judged, and are present.

    `judged` counts clear answers only. Where the reader said either within the stratum, `orders` is estimated, and
    `stratum` holds all orders of it and all clear answers, from which that share comes.
    """

    flagged: bool
    orders: float
    judged: int
    present: int
    stratum: tuple[int, int] | None = None

    @property
    def absent(self) -> int:
        """Judged orders without the flag."""
        return self.judged - self.present


@dataclass(frozen=True)
class Figure:
    """A share with its 95 % limits, from `agree` of `judged` answers; no value where there are too few to say.

    The value is weighted, so that it may differ from `agree / judged`.
    """

    name: str
    agree: int
    judged: int
    value: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Agreement:
    """What was judged of one question (any flag, or one of them), and the four figures that follow.

    `cannot_tell` orders, and those on which clinicians `differ`, are in no figure.
    """

    asked: str
    clear: int
    cannot_tell: int
    differ: int
    figures: tuple[Figure, ...]

    def figure(self, name: str) -> Figure:
        """One of the four figures."""
        return next(one for one in self.figures if one.name == name)


def agreements(results: pl.DataFrame, strata: Mapping[str, int]) -> list[Agreement]:
    """The agreement on each question of blind answers (place, stratum, asked, machine, answer), `any` first.

    `strata` holds how many orders each sampled stratum has in all. Answers given after the reader's was seen (no
    `answer`) are left aside.
    """
    judged = judgement_of_each(results)
    asked = judged["asked"].unique(maintain_order=True).to_list()
    return [_agreement(name, judged, strata) for name in sorted(asked, key=lambda name: name != ANY)]


def judgement_of_each(results: pl.DataFrame) -> pl.DataFrame:
    """place, stratum, asked, flagged and said: one row per order and question, `differ` where two people do."""
    blind = results.drop_nulls("answer")
    same = pl.col("answer").n_unique() == 1
    said = pl.when(same).then(pl.col("answer").first()).otherwise(pl.lit(DIFFER))
    flagged = (pl.col("machine").first() == PRESENT).fill_null(False)
    whole = blind.group_by("place", "stratum", "asked", maintain_order=True)
    return whole.agg(flagged=flagged, said=said).sort("place", maintain_order=True)


def _agreement(asked: str, judged: pl.DataFrame, strata: Mapping[str, int]) -> Agreement:
    own = judged.filter(pl.col("asked") == asked)
    said = dict(own["said"].value_counts().rows())
    groups, whole = _groups(asked, own, strata)
    return Agreement(
        asked=asked,
        clear=said.get(PRESENT, 0) + said.get(ABSENT, 0),
        cannot_tell=said.get(CANNOT_TELL, 0),
        differ=said.get(DIFFER, 0),
        figures=tuple(figure(name, groups, whole) for name in FIGURES),
    )


def _groups(asked: str, own: pl.DataFrame, strata: Mapping[str, int]) -> tuple[list[AgreementGroup], bool]:
    """The groups, and whether every stratum is among them."""
    groups = []
    for stratum, orders in strata.items():
        inside = own.filter(pl.col("stratum") == stratum)
        if inside.height:
            groups += _of_stratum(inside, orders, split=asked != ANY and stratum == FLAGGED_ORDERS)
    found = set(own["stratum"].to_list())
    return groups, all(name in found for name, orders in strata.items() if orders)


def _of_stratum(inside: pl.DataFrame, orders: int, split: bool) -> list[AgreementGroup]:
    """A stratum by what the reader said; only among flagged orders it says of one flag now this, now that."""
    clear = inside.filter(pl.col("said").is_in([PRESENT, ABSENT])).height
    groups = []
    for flagged in (True, False):
        group = inside.filter(pl.col("flagged") == flagged)
        said = dict(group["said"].value_counts().rows())
        present, absent = said.get(PRESENT, 0), said.get(ABSENT, 0)
        if group.height or split:
            stand_for = orders * group.height / inside.height
            groups.append(
                AgreementGroup(flagged, stand_for, present + absent, present, (orders, clear) if split else None)
            )
    return groups


def figure(name: str, groups: Sequence[AgreementGroup], whole: bool = True) -> Figure:
    """One of the four figures; `whole` says that every stratum was looked at, which all but PPV need."""
    if name in ("sensitivity", "specificity"):
        return _across(name, groups, whole)
    flagged, answer = (True, PRESENT) if name == "ppv" else (False, ABSENT)
    shares = [_within(g, answer) for g in groups if g.flagged == flagged and g.orders]
    agree, judged = _found(shares), sum(share.judged for share in shares)
    if judged < FEWEST or not all(share.judged for share in shares) or not (whole or name == "ppv"):
        return Figure(name, agree, judged)
    orders = sum(share.orders for share in shares)
    total, (low, high) = total_of(shares)
    return Figure(name, agree, judged, total / orders, low / orders, high / orders)


def _across(name: str, groups: Sequence[AgreementGroup], whole: bool) -> Figure:
    """Sensitivity or specificity: right / (right + wrong) of two totals, through the ratio of wrong to right."""
    reader, answer = (True, PRESENT) if name == "sensitivity" else (False, ABSENT)
    right = [_among(g, answer) for g in groups if g.flagged == reader]
    wrong = [_among(g, answer) for g in groups if g.flagged != reader]
    agree, judged = _found(right), _found(right) + _found(wrong)
    if judged < FEWEST or not all(share.judged for share in (*right, *wrong)) or not whole:
        return Figure(name, agree, judged)
    a, of_a = total_of(wrong)
    b, of_b = total_of(right)
    low, high = ratio_limits(a, of_a, b, of_b)
    return Figure(name, agree, judged, b / (a + b), 1 / (1 + high), 1 / (1 + low))


@dataclass(frozen=True)
class _Share:
    """`found` of `judged` orders, standing for `orders` of the clinic."""

    orders: float
    judged: int
    found: int


def _within(group: AgreementGroup, answer: str) -> _Share:
    """How often the answer was given within the group."""
    return _Share(group.orders, group.judged, group.present if answer == PRESENT else group.absent)


def _among(group: AgreementGroup, answer: str) -> _Share:
    """How often both were said, the answer and what the reader said, among the stratum's orders."""
    own = _within(group, answer)
    return own if group.stratum is None else _Share(*group.stratum, own.found)


def _found(shares: Iterable[_Share]) -> int:
    return sum(share.found for share in shares)


def total_of(shares: Sequence[_Share]) -> tuple[float, Limits]:
    """How many orders of the clinic are meant, with 95 % limits: Wilson's for each share, added up by squares.

    Source: Zou, Huang and Zhang, Computational Statistics & Data Analysis 2009;53:1080-5. Unlike a bootstrap it does
    not take "none of 13" for "none at all". Of samples as small as 32 orders about 93 of 100 intervals hold the truth.
    """
    from statsmodels.stats.proportion import proportion_confint

    total, below, above = 0.0, 0.0, 0.0
    for share in shares:
        rate = share.found / share.judged
        low, high = proportion_confint(share.found, share.judged, method="wilson")
        total += share.orders * rate
        below += (share.orders * (rate - low)) ** 2
        above += (share.orders * (high - rate)) ** 2
    return total, (total - sqrt(below), total + sqrt(above))


def ratio_limits(a: float, of_a: Limits, b: float, of_b: Limits) -> Limits:
    """95 % limits of a / b from those of each, a and b at least 0 and independent; the upper one may be infinite.

    Source: Donner and Zou, Statistical Methods in Medical Research 2012;21:347-59, in the conjugate form of the
    quadratic's roots, which holds for a = 0 and b = 0 too.
    """
    low_a, high_a = of_a
    low_b, high_b = of_b
    product = a * b
    c_low, d_low = low_a * (2 * a - low_a), high_b * (2 * b - high_b)
    c_high, d_high = high_a * (2 * a - high_a), low_b * (2 * b - low_b)
    root_low = product + sqrt(max(0.0, product**2 - c_low * d_low))
    root_high = product + sqrt(max(0.0, product**2 - c_high * d_high))
    return c_low / root_low if root_low > 0 and c_low > 0 else 0.0, root_high / d_high if d_high > 0 else inf
