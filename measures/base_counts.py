"""Base counts every view may show beside a measure: visits, patients and images of each class."""

from measures.declare import Answer, Better, Kind, Measure, Need, Unit
from measures.units.tables import ANY_VISITS, VISITS, image, patient_period, visit

SOURCE = "Huddleboard, context for every measure"

completed_visit = Unit(
    "completed_visit", "a completed visit of any kind", {"any_visit": ("it was completed", (ANY_VISITS,))}
)
unclassified_visit = Unit(
    "unclassified_visit",
    "a visit with an ambiguous spine code and no words",
    {"any_visit": ("its code alone cannot tell", (VISITS,))},
)


def _base(name: str, title: str, unit: Unit, numerator: Answer, needs: tuple[Need, ...] = ()) -> Measure:
    return Measure(
        name=name, title=title, kind=Kind.BASE, better=Better.NEITHER, unit=unit, numerator=numerator,
        numerator_says=title.lower(), source=SOURCE, examples="", needs=needs, certain_only=unit is image,
    )  # fmt: skip


#: Base counts that are drawn for the whole practice only.
EVERYONE_ONLY = frozenset({"_lumbar_images_elsewhere"})

BASE_COUNTS: dict[str, Measure] = {
    measure.name: measure
    for measure in (
        _base("_visits_completed", "Completed visits", completed_visit, completed_visit.any_visit),
        _base("_lbp_visits", "Low-back-pain visits", visit, visit.any_visit),
        _base(
            "_lbp_visits_age_unknown", "Low-back-pain visits of unknown age", visit, visit.any_visit & visit.age_unknown
        ),
        _base("_lbp_patients", "Patients with low back pain", patient_period, patient_period.any_visit),
        _base("_unclassified_visits", "Unclassified visits", unclassified_visit, unclassified_visit.any_visit),
        _base("_lumbar_images_all", "Lumbar images of any kind", image, image.any_image),
        _base("_lumbar_images_red_flag", "Lumbar images with a red flag", image, image.linked & image.red_flag),
        _base("_lumbar_images_planning", "Lumbar images for planning", image, image.planning),
        _base("_lumbar_images_other_indication", "Lumbar images for another indication", image, image.other_indication),
        _base("_lumbar_images_elsewhere", "Lumbar images ordered elsewhere", image, image.elsewhere),
    )
}
