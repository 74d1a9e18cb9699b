"""The personal file as labels and values, by what the reader may see; numbers masked unless revealed.

The items are those of the national set (党员基本信息采集, 2017) and the usual fields of branches.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from tongpin.org.identity import masked_address, masked_identity, masked_phone
from tongpin.org.models import MEMBER_STAGES, Affiliation, LeftAs, Membership, Person, Stage
from tongpin.org.timeline import age_on
from tongpin.org.vocabulary import FILE_LABELS

NOTHING = "—"
MASKS = {
    "identity_number": masked_identity,
    "phone": masked_phone,
    "landline": masked_phone,
    "home_address": masked_address,
}
# Of a member's life at home: for those who keep the file, not for everybody who reads the roster.
PRIVATE = ("landline", "home_address")


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands in the Party on a day."""

    stage: str
    status: str
    joined_on: date | None
    full_on: date | None
    is_estimated: bool
    branch: Affiliation | None


def standing_on(person: Person, day: date) -> Standing:
    """Stage, 党籍状态 and dates of joining, from the prefetched intervals."""
    rows: list[Membership] = sorted(person.memberships.all(), key=lambda m: m.starts_on)
    held = [m for m in rows if m.starts_on <= day]
    present = next((m for m in held if m.ends_on is None or m.ends_on >= day), None)
    places: list[Affiliation] = sorted(
        (a for a in person.affiliations.all() if a.starts_on <= day), key=lambda a: a.starts_on
    )
    branch = next((a for a in reversed(places) if a.ends_on is None or a.ends_on >= day), None)
    full = next((m for m in rows if m.stage == Stage.FULL), None)
    return Standing(
        stage=present.get_stage_display() if present else "",
        status=_status(present, places[-1] if places else None, held, day),
        joined_on=next((m.starts_on for m in rows if m.stage in MEMBER_STAGES), None),
        full_on=full.starts_on if full else None,
        is_estimated=full is not None and full.is_estimated,
        branch=branch,
    )


def full_words(found: Standing) -> str:
    """Since when a full member; a day that nobody stated says so."""
    return f"{found.full_on or ''}{'（推算，未登记）' if found.is_estimated else ''}"


def _status(
    present: Membership | None, last: Affiliation | None, held: list[Membership], day: date
) -> str:
    """党籍状态: 正常, or how it ended."""
    if present is not None:
        return "正常" if present.stage in MEMBER_STAGES else ""
    ended = [row for row in (last, held[-1] if held else None) if row is not None]
    for row in ended:
        if row.left_as and row.ends_on and row.ends_on <= day:
            return LeftAs(row.left_as).label
    return ""


def written(person: Person, name: str, revealed: Mapping[str, str] | None = None) -> str:
    """One item as text: choices in words, dates as ISO, numbers and address masked."""
    if name in MASKS:
        value = getattr(person, name)
        return revealed[name] if revealed is not None else MASKS[name](value)
    shown = getattr(person, f"get_{name}_display", None)
    value = shown() if shown is not None else getattr(person, name)
    return value.isoformat() if isinstance(value, date) else str(value or "")


def items(
    person: Person,
    day: date,
    *,
    private: bool,
    revealed: Mapping[str, str] | None = None,
) -> list[tuple[str, str]]:
    """`(label, value)` of the whole file as of a day; without `private` nothing of the home."""
    found = standing_on(person, day)
    hidden = () if private else PRIVATE
    own = {
        name: (label, written(person, name, revealed))
        for name, label in FILE_LABELS.items()
        if name not in hidden
    }
    if (age := age_on(person, day)) is not None:
        own["born_on"] = (FILE_LABELS["born_on"], f"{person.born_on}（{age} 岁）")
    own.pop("name")
    first = [own.pop(k) for k in ("sex", "born_on", "nation", "native_place", "identity_number")]
    entered = found.branch
    in_party = [
        ("人员类别", found.stage),
        ("党籍状态", found.status),
        ("加入党组织日期", str(found.joined_on or "")),
        ("转为正式党员日期", full_words(found)),
        ("所在党支部", str(person.home)),
        ("党小组", str(person.group or "")),
        ("进入现支部日期", str(entered.starts_on) if entered else ""),
        ("进入现支部类型", entered.get_entered_as_display() if entered else ""),
    ]
    return [*first, *in_party, *own.values()]
