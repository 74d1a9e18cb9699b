"""A person's dated relations told in order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tongpin.org.models import MEMBER_STAGES, Person, Stage


@dataclass(frozen=True, slots=True)
class Span:
    """One thing that held from a day to a day: `kind` is stage, branch or post."""

    kind: str
    label: str
    what: str
    starts_on: date
    ends_on: date | None
    post: int | None = None
    term_ends_on: date | None = None


def timeline(person: Person) -> list[Span]:
    """Stages, branches and posts, the latest first; from the prefetched relations."""
    spans = [
        Span(
            "stage",
            "人员类别",
            m.get_stage_display() + ("（起始日期为推算）" if m.is_estimated else ""),
            m.starts_on,
            m.ends_on,
        )
        for m in person.memberships.all()
    ]
    spans += [
        Span("branch", "所在党支部", str(a.unit), a.starts_on, a.ends_on)
        for a in person.affiliations.all()
    ]
    spans += [
        Span(
            "post",
            "党内职务",
            f"{p.unit}{p.get_title_display()}",
            p.starts_on,
            p.ends_on,
            p.pk,
            p.term_ends_on,
        )
        for p in person.posts.all()
    ]
    return sorted(spans, key=lambda s: (s.starts_on, s.kind), reverse=True)


def age_on(person: Person, day: date) -> int | None:
    """Full years on the day."""
    born = person.born_on
    return None if born is None or born > day else full_years(born, day)


def full_years(born: date, day: date) -> int:
    """Full years from a birthday to a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def standing(person: Person, day: date) -> tuple[str, str, str, str, str]:
    """`(stage, joined on, full on, posts, since)` as the columns of a roster say it; prefetched relations."""
    rows = sorted(person.memberships.all(), key=lambda m: m.starts_on)
    present = next(
        (m for m in rows if m.starts_on <= day and (m.ends_on is None or m.ends_on >= day)), None
    )
    joined = next((m.starts_on for m in rows if m.stage in MEMBER_STAGES), None)
    full = next((m.starts_on for m in rows if m.stage == Stage.FULL and not m.is_estimated), None)
    if full == joined:
        full = None
    posts = [
        p.get_title_display()
        for p in person.posts.all()
        if p.starts_on <= day
        and (p.ends_on is None or p.ends_on >= day)
        and p.unit_id in {person.home_id, person.group_id}
    ]
    since = next(
        (
            a.starts_on
            for a in person.affiliations.all()
            if a.unit_id == person.home_id and (a.ends_on is None or a.ends_on >= day)
        ),
        None,
    )
    return (
        present.get_stage_display() if present else "",
        joined.isoformat() if joined else "",
        full.isoformat() if full else "",
        "、".join(posts),
        since.isoformat() if since else "",
    )
