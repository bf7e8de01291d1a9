"""What the fields of an export are called on a screen, and what becomes of each."""

FIELDS = {
    "source_id": "number of the record",
    "visit_id": "number of the visit",
    "patient": "patient number (kept only as a code that cannot be turned back)",
    "birth_date": "date of birth (only what age needs is kept)",
    "birth_year": "year of birth",
    "birth_month": "month of birth (only what age needs is kept)",
    "birth_day": "day of birth (only what age needs is kept)",
    "date": "date",
    "appointment_time": "booked time",
    "booked_minutes": "booked length in minutes",
    "start_time": "time the visit began",
    "end_time": "time the visit ended",
    "provider": "clinician",
    "mode": "kind of visit (in person, phone ...)",
    "status": "status",
    "diagnosis": "diagnosis",
    "reason": "reason, in words (read for red flags, not kept)",
    "red_flags": "red flags",
    "pamphlet": "pamphlet given",
    "exercise": "exercise prescription",
    "assessment": "3-minute assessment",
    "warm_referral": "warm hand-off to",
    "agreement": "agreement on the plan",
    "barriers": "barriers discussed",
    "ran_over": "ran over, by hand",
    "sought_elsewhere": "imaging sought elsewhere",
    "requisition": "requisition number",
    "exam": "exam",
    "age": "age in years",
    "category": "who pays (NHS or private)",
    "modality": "kind of image",
    "procedure_code": "procedure code",
    "indication": "clinical information, in words (read for red flags, not kept)",
    "service": "service referred to",
    "assessed": "first assessment",
    "eligible": "eligible",
    "question": "question",
    "answer": "answer",
    "code_system": "code system",
    "drug": "medication",
    "atc": "medication code (ATC)",
    "route": "route",
    "end_date": "end date",
}

LISTS = {
    "patients": "patients",
    "visits": "visits",
    "orders": "imaging orders",
    "diagnoses": "diagnoses",
    "medications": "medications",
    "referrals": "referrals",
    "responses": "survey answers",
    "activities": "hospital activity",
    "notes": "notes",
}


def field_words(name: str) -> str:
    """A field in plain words; one without an entry shows its own name."""
    return FIELDS.get(name, name.replace("_", " "))


def list_words(event: str) -> str:
    """A list of an export in plain words."""
    return LISTS.get(event, event)
