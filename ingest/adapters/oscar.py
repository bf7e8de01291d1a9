"""OSCAR's own tables: services and statuses by their look-up tables, and the drug under the name that was given.

Source: the database scripts of scoophealth/oscar (oscarinit.sql, oscardata.sql): `consultationRequests` holds a
serviceId that `consultationServices` explains, `appointment_status` what a clinic's own status letters mean, and
`drugs` the generic name (GN), the brand (BN) or a name typed in (customName).
"""

from ingest.adapters.adapter import Adapted, Adapter, filled, first_of, has, looked_up, whole
from ingest.table import Table

#: The letters that OSCAR itself gives a meaning; the others (a to e and more) are a clinic's own.
SEEDED = frozenset("tTHPENCB")


def adapts(tables: tuple[Table, ...]) -> Adapted:
    """OSCAR's tables with their codes explained; the look-ups themselves are used up."""
    services = [table for table in tables if has(table, "serviceid", "servicedesc") and not _of_requests(table)]
    statuses = [table for table in tables if has(table, "status", "description", "color")]
    kept = [table for table in tables if table not in services and table not in statuses]
    made = tuple(_explained(table, services, statuses) for table in kept)
    return Adapted(made if made else tables)


def _explained(table: Table, services: list[Table], statuses: list[Table]) -> Table:
    if _of_requests(table) and services:
        meanings = _pairs(services, "serviceid", "servicedesc")
        return filled(table, {"serviceid": looked_up("serviceid", meanings)}, services)
    if has(table, "appointment no", "demographic no", "status") and statuses:
        own = {code: says for code, says in _pairs(statuses, "status", "description").items() if code[:1] not in SEEDED}
        return filled(table, {"status": looked_up("status", own)}, statuses)
    if has(table, "drugid", "gn"):
        return filled(table, {"gn": first_of("gn", "customname", "bn")})
    return table


def _of_requests(table: Table) -> bool:
    return has(table, "requestid", "demographicno")


def _pairs(tables: list[Table], code: str, says: str) -> dict[str, str]:
    found = [row for table in tables for row in whole(table, code, says).drop_nulls().rows()]
    return dict(found)


ADAPTER = Adapter("oscar", adapts)
