"""The UK code script for lower back imaging, as the EBI guidance prints it: a count of activity only.

Printed defects, kept on purpose and named on the page: any spinal level counts, an unrelated site code qualifies, rows
without a diagnosis or a category drop out, and cancer is the only exclusion. Source: NHS Evidence-Based Interventions.
"""

import re

SPINE = re.compile(r"\bU05[45]\b")
BONE = re.compile(r"\b(?:U13[2356]|U21[1267])\b")
SITE = re.compile(r"\b(?:Z665|O162)\b")
CANCER = re.compile(r"\b(?:C\d\d|D0\d?|D3[789]|D4[0-8])")
#: Administrative category 02; a spreadsheet may have taken its zero.
PRIVATE = re.compile(r"0?2(?:\.0)?")


def counts_as_back_imaging(
    procedures: str | None, diagnoses: str | None, category: str | None, age: int | None
) -> bool:
    """Whether the script counts this outpatient row: spine imaging, not private, no cancer code, aged 19 to 120."""
    if not procedures or not diagnoses or not category or age is None:
        return False
    codes = procedures.upper().replace(".", "")
    imaged = bool(SPINE.search(codes)) or bool(BONE.search(codes) and SITE.search(codes))
    cancer = bool(CANCER.search(diagnoses.upper()))
    return imaged and not cancer and not PRIVATE.fullmatch(category.strip()) and 19 <= age <= 120
