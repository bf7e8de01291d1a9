"""The improvement work: tests of change, whether they worked, and whether the gain was kept."""

from measures.improvement.detectability import Detectability, when_could_it_show
from measures.improvement.effect import Effect, effect
from measures.improvement.pdsa import (
    ITSELF,
    Cycle,
    Decision,
    Direction,
    HowSmall,
    Of,
    Prediction,
    Stage,
    Task,
    stage,
    still_to_write,
)
from measures.improvement.prediction_scores import Calibration, Score, calibration, score
from measures.improvement.reviews import DueReview, When, months_after, reviews_due
from measures.improvement.rigour import Feature, Rigour, rigour
from measures.improvement.sustainability import ReviewFinding, ReviewVerdict, review_verdict
from measures.improvement.volume import Volume, enough_for_weeks, volume_of

__all__ = [
    "ITSELF",
    "Calibration",
    "Cycle",
    "Decision",
    "Detectability",
    "Direction",
    "DueReview",
    "Effect",
    "Feature",
    "HowSmall",
    "Of",
    "Prediction",
    "ReviewFinding",
    "ReviewVerdict",
    "Rigour",
    "Score",
    "Stage",
    "Task",
    "Volume",
    "When",
    "calibration",
    "effect",
    "enough_for_weeks",
    "months_after",
    "review_verdict",
    "reviews_due",
    "rigour",
    "score",
    "stage",
    "still_to_write",
    "volume_of",
    "when_could_it_show",
]
