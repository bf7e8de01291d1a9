"""Who orders for the practice: those who see its patients, or others too."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from ingest.identifying import more_than_a_name
from ingest.plan.draft import Drafts, QuestionKind, mapping_of, reading
from ingest.plan.look import Listed, Look
from ingest.plan.roster import ALL, OURS, rostered
from ingest.plan.values import WAIT, Question
from measures.practice import folded, spelling

OUTSIDE_TRAIT = "outside_orders"
#: Of a format that says nothing of who orders in it: it holds outside orders where an orderer is not on the roster.
ANYONE_TRAIT = "anyone_orders"


def ask_orderers(look: Look, drafts: Drafts) -> list[Question]:
    """Who of the orderers belongs to the practice, where nobody has said it and it makes a difference."""
    seeing, ordering = names(look, drafts, "visits"), names(look, drafts, "orders")
    if not ordering:
        return []
    practice = look.practice
    knowing = practice.with_spellings(ordering)
    known = {*knowing.roster, *knowing.outsiders}
    new = {name: n for name, n in ordering.items() if name not in known}
    listed_few = sum(n for name, n in ordering.items() if name not in new) < 0.1 * sum(ordering.values())
    if (practice.clinicians or practice.outside) and not listed_few:
        return []
    if not _asked_of(look, drafts):
        return []
    asked = _question(look, seeing, ordering)
    # Nobody of the roster in a folder that has facts: whose export it is comes first; until then nobody's orders count.
    strangers = bool(look.before) and not any(name in known for name in (*seeing, *ordering))
    return [replace(asked, proposed=None, changes=False) if strangers and practice.clinicians else asked]


def names(look: Look, drafts: Drafts, event: str) -> Counter[str]:
    """Clinicians of an event's lists as they are spelt, with their rows; not cells that hold more than a name."""
    found: Counter[str] = Counter()
    for one in look.lists:
        draft = drafts.by_file[one.table.file]
        column = draft.columns.get("provider")
        feeds = mapping_of(one, draft).profile.feeds if not draft.aside else ()
        if draft.aside or column is None or (draft.event != event and event not in {f.event for f in feeds}):
            continue
        kinds = look.survey(one).kinds.get(column, {}) if column in one.table.header else {}
        found.update({spelling(name): n for name, n in kinds.items() if not more_than_a_name(name)})
    return found


def _asked_of(look: Look, drafts: Drafts) -> bool:
    """Whether some order list may hold orders of others; a profile that says it holds none is believed."""
    for one in look.lists:
        draft = drafts.by_file[one.table.file]
        if draft.aside or "provider" not in draft.columns:
            continue
        told = set(one.known.profile.traits) if one.known else set()
        if ANYONE_TRAIT in told or (draft.event == "orders" and (one.known is None or OUTSIDE_TRAIT in told)):
            return True
    return False


def _question(look: Look, seeing: Counter[str], ordering: Counter[str]) -> Question:
    at_home = {folded(name) for name in seeing}
    ours = [name for name in ordering if folded(name) in at_home]
    others = [name for name in ordering if folded(name) not in at_home]
    feeding = (o for o in look.lists if o.event == "orders" or (o.known and ANYONE_TRAIT in o.known.profile.traits))
    file = next(feeding).table.file
    if ours and others:
        says = f"Who orders for the practice? {_some(ours)} see your patients; {_some(others)} only order: "
        says += "are they outside?"
    elif ours:
        says = f"Who orders for the practice? All {len(ours)} who order also see your patients ({_some(ours)})."
    else:
        says = (
            f"Who orders for the practice? None of the {len(others)} who order is in the visit list ({_some(others)})."
        )
        says += _numbers_and_names(list(seeing), others)
    readings = (
        reading(OURS, "those who see your patients order for the practice; the others are outside"),
        reading(ALL, "everyone who orders in this list is of the practice"),
    )
    return Question(
        "orderers", "orderers", file, "", says, sum(ordering.values()), readings, OURS if ours else None,
        frozenset({"orders.provider"}), seen=tuple(others),
        people=tuple((name, rows, name in ours) for name, rows in ordering.most_common()),
    )  # fmt: skip


def _numbers_and_names(seeing: list[str], ordering: list[str]) -> str:
    """Where one list has numbers of clinicians and the other their names: only a person can tell which is whose."""
    numbers = [all(not any(sign.isalpha() for sign in name) for name in names) for names in (seeing, ordering)]
    if not seeing or numbers[0] == numbers[1]:
        return ""
    where = (
        "The visits have numbers and the orders names" if numbers[0] else "The orders have numbers and the visits names"
    )
    return f" {where}: give each clinician both spellings in the settings, and all are counted under one."


def _some(names: list[str]) -> str:
    shown = ", ".join(f'"{n}"' for n in names[:3])
    return shown + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def settle_orderers(look: Look, drafts: Drafts, question: Question, value: str) -> Drafts:
    """The roster and the outside orderers as the answer has them."""
    seeing, ordering = names(look, drafts, "visits"), names(look, drafts, "orders")
    return replace(drafts, practice=rostered(drafts.practice, seeing, ordering, value))


def with_outside_orders(look: Look, drafts: Drafts) -> Drafts:
    """Order lists that nobody says anything of, and that hold an orderer not on the roster, hold outside orders.

    Without that word whoever is not on the roster would order for the practice (counting.md §3).
    """
    if not drafts.practice.clinicians:
        return drafts
    met = names(look, drafts, "orders")
    ours = drafts.practice.with_spellings(met).roster
    if all(name in ours for name in met):
        return drafts
    own = [
        o.table.file
        for o in look.lists
        if (o.known is None and drafts.by_file[o.table.file].event == "orders")
        or (o.known is not None and ANYONE_TRAIT in o.known.profile.traits)
    ]
    marked = {file: replace(drafts.by_file[file], traits=(OUTSIDE_TRAIT,)) for file in own}
    return replace(drafts, by_file={**drafts.by_file, **marked})


#: So many rows of each kind, and at least so large a share, are asked about.
FEWEST_MIXED, SHARE_MIXED = 2, 0.02


def ask_mixed(look: Look, drafts: Drafts) -> list[Question]:
    """Events whose clinicians are numbers in some rows and names in others: which number is whose?"""
    asked = []
    for event in ("visits", "orders"):
        files = [o for o in look.of(event) if not drafts.by_file[o.table.file].aside]
        spelt = names(look, drafts, event)
        of_several = [c for c in look.practice.clinicians if len(c.spellings) > 1]
        known = {spelt for clinician in of_several for spelt in clinician.spellings}
        rows = Counter({bool(any(sign.isalpha() for sign in n)): 0 for n in spelt})
        for name, n in spelt.items():
            rows[any(sign.isalpha() for sign in name)] += n if name not in known else 0
        if files and min(rows[True], rows[False]) >= max(FEWEST_MIXED, SHARE_MIXED * sum(rows.values())):
            asked.append(_mixed_question(files[0], event, drafts, rows))
    return asked


def _mixed_question(one: Listed, event: str, drafts: Drafts, rows: Counter[bool]) -> Question:
    column = drafts.by_file[one.table.file].columns.get("provider", "")
    says = (
        f'{one.table.file}: "{column}" has numbers of clinicians in {rows[False]} rows and names in {rows[True]}. '
        "Is a clinician who is a number here a name there?"
    )
    readings = (
        reading("apart", "no: each number and each name is a clinician of its own"),
        reading(WAIT, "yes: I will give each clinician both spellings first (in the settings)"),
    )
    blocks = frozenset({f"{event}.provider"})
    number, few = f"clinicians:{one.key}", min(rows.values())
    return Question(number, "mixed_clinicians", one.table.file, column, says, few, readings, None, blocks)


def settle_mixed(look: Look, drafts: Drafts, question: Question, value: str) -> Drafts:
    """Said; names and numbers stay as they are written until the settings hold both."""
    return drafts


KINDS = (
    QuestionKind("mixed_clinicians", ask_mixed, settle_mixed),
    QuestionKind("orderers", ask_orderers, settle_orderers),
)
