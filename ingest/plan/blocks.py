"""What cannot be counted while a column of a list is in doubt."""


def blocks_of(event: str, name: str = "") -> frozenset[str]:
    """What cannot be counted while a field of an event is in doubt."""
    if event == "visits":
        own = {"mode": {"visits.mode"}, "booked_minutes": {"visits.booked_minutes"}, "provider": {"visits.provider"}}
        times = {n: {"visits.minutes"} for n in ("actual_minutes", "start_time", "end_time")}
        return frozenset({**own, **times}.get(name, {"visits.day"}))
    if event == "orders":
        return frozenset({"orders.provider"} if name == "provider" else {"orders.exam"})
    if event == "referrals":
        return frozenset({"referrals.service", "back_program_referrals"})
    if event == "diagnoses":
        return frozenset({"visits.day"})
    if event == "medications":
        return frozenset({"medications.day", "deniable_flags"})
    return frozenset({f"{event}.day"})
