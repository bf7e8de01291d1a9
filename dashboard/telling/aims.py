"""What is said of a target and of the NHS icons: is it met, and will the process as it is keep meeting it."""

from __future__ import annotations

from dashboard.telling.phrases import better_word
from dashboard.telling.voice import Voice

VARIATION = {
    "common_cause": "varies as chance would (common cause)",
    "improvement_high": "is part of an unusually high pattern, the wanted direction (improvement, H)",
    "improvement_low": "is part of an unusually low pattern, the wanted direction (improvement, L)",
    "concern_high": "is part of an unusually high pattern, the unwanted direction (concern, H)",
    "concern_low": "is part of an unusually low pattern, the unwanted direction (concern, L)",
    "neutral_high": "is part of an unusually high pattern (special cause, H)",
    "neutral_low": "is part of an unusually low pattern (special cause, L)",
}


def icon_words(voice: Voice) -> str:
    """The two NHS icons in words; the variation icon speaks of the newest judged point, the other of the target."""
    icons = voice.chart.icons
    if icons is None or not voice.judged:
        return ""
    variation = VARIATION.get(icons.variation, icons.variation.replace("_", " "))
    said = f"The newest {voice.every}, {voice.name(voice.judged[-1]['i'])}, {variation}."
    if icons.variation == "common_cause" and not voice.signals:
        said = "The NHS calls this common cause."
    return f"{said} {_assurance(voice)}".strip()


def target_words(voice: Voice) -> str:
    """How often the target was met in the newest phase, and, where there are limits, whether it will be."""
    target = voice.chart.target
    if target is None or not voice.judged:
        return ""
    if voice.better not in ("lower", "higher"):
        return f"The target is {voice.number(target)}."
    aims = [(row["y"], voice.chart.target_at(row["i"])) for row in voice.judged]
    met = sum(aim is not None and (y >= aim if voice.better == "higher" else y <= aim) for y, aim in aims)
    said = (
        f"The target, {voice.number(target)} ({better_word(voice.better)}){_before(voice)}, was met {voice.at} {met} "
        f"of {voice.points(sum(aim is not None for _, aim in aims))}."
    )
    steady = voice.chart.icons is None and not voice.signals
    return f"{said} {_assurance(voice)}".strip() if steady else said


def _before(voice: Voice) -> str:
    """What the target was before it changed: ", and 40% before July 2025"."""
    steps = voice.chart.targets
    if not steps:
        return ""
    since = voice.name(steps[-1][0])
    if len(steps) == 1:
        return f", since {since}"
    return f", and {voice.number(steps[-2][1])} before {since}"


def _assurance(voice: Voice) -> str:
    """Where the target lies against the newest limits: the assurance icon of Making Data Count, in words.

    It foretells only for a process that stays as its limits describe it, and says so.
    """
    target = voice.chart.target
    if target is None or not voice.limits or voice.better not in ("lower", "higher"):
        return ""
    newest = voice.limits[-1]
    above = newest["upper"] is not None and target > newest["upper"]
    below = newest["lower"] is not None and target < newest["lower"]
    where = "above" if above else "below" if below else "inside"
    if where == "inside":
        what = f"it will be met {voice.at} some {voice.every}s and missed {voice.at} others by chance alone"
    elif above == (voice.better == "lower"):
        what = f"it will be met {voice.at} nearly every {voice.every}"
    else:
        what = f"it will be missed {voice.at} nearly every {voice.every}; to meet it, something has to change"
    return f"The target lies {where} the limits: as they stand, {what}."
