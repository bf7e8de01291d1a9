"""The diagnosis codes that the made-up practices bill, by what they say about the low back."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Diagnosis:
    """A billed diagnosis: its words and its ICD-9 code with the point."""

    label: str
    code: str

    @property
    def undotted(self) -> str:
        """The code as OSCAR keeps it, without the point."""
        return self.code.replace(".", "")


LOW_BACK = {
    Diagnosis("Low back pain", "724.2"): 8.0,
    Diagnosis("Backache NOS", "724.5"): 3.0,
    Diagnosis("Lumbar sprain", "847.2"): 4.0,
    Diagnosis("Lumbosacral sprain", "846.0"): 2.0,
    Diagnosis("Lumbar spondylosis", "721.3"): 2.0,
    Diagnosis("Lumbar disc degeneration", "722.52"): 2.0,
    Diagnosis("Sciatica", "724.3"): 2.5,
    Diagnosis("Lumbar disc displacement", "722.10"): 1.0,
    Diagnosis("Lumbosacral neuritis", "724.4"): 1.0,
}
UNSPECIFIC = {
    Diagnosis("Back disorder", "724"): 4.0,
    Diagnosis("Disc disorder", "722"): 1.0,
    Diagnosis("Sprain", "847"): 1.0,
}
NEIGHBOUR = {
    Diagnosis("Neck pain", "723.1"): 3.0,
    Diagnosis("Thoracic pain", "724.1"): 2.0,
    Diagnosis("Neck sprain", "847.0"): 2.0,
}
OTHER = {
    Diagnosis("Hypertension", "401.9"): 5.0,
    Diagnosis("Diabetes", "250.0"): 4.0,
    Diagnosis("Cold", "465.9"): 4.0,
    Diagnosis("Anxiety", "300.0"): 3.0,
    Diagnosis("Asthma", "493.9"): 2.0,
    Diagnosis("General exam", "V70.0"): 4.0,
    Diagnosis("Knee arthritis", "715.96"): 1.0,
    Diagnosis("Skin rash", "782.1"): 1.0,
}
RED_FLAG = {
    Diagnosis("History of bowel cancer", "V10.05"): 3.0,
    Diagnosis("Foot drop", "736.79"): 3.0,
    Diagnosis("Lumbar vertebra fracture", "805.4"): 3.0,
    Diagnosis("Fever", "780.6"): 2.0,
    Diagnosis("Abnormal weight loss", "783.21"): 2.0,
    Diagnosis("Cauda equina syndrome", "344.60"): 1.0,
}
