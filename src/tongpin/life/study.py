"""Hours of study: what a gathering gives, and what the rulebook asks of a member in a year."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time

from tongpin.duties.rulebook import current_book
from tongpin.life.models import STUDY_KINDS

HOUR = 60  # minutes of one 学时; the regulations name none, so the clock hour is taken
MOST_MINUTES = 200 * HOUR
OF_MEMBERS, OF_OFFICERS = "train-hours-member", "train-hours-secretary"


def usual_study(kinds: Collection[str], starts: time | None, ends: time | None) -> int | None:
    """Minutes that a gathering of these kinds counts for; None where it is no study or open-ended."""
    if starts is None or ends is None or not set(kinds) & set(STUDY_KINDS):
        return None
    return (ends.hour - starts.hour) * 60 + ends.minute - starts.minute or None


def hours_of(minutes: int | None) -> str:
    """90 minutes as 1.5; whole hours without a point."""
    tenths = round((minutes or 0) * 10 / HOUR)
    return str(tenths // 10) if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}"


@dataclass(frozen=True, slots=True)
class Demand:
    """Hours that the rulebook of a year asks for, with the article; none where no edition is known."""

    minutes: int
    text: str
    citation: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Demands:
    """What is asked of every member, and of secretaries and committee members."""

    member: Demand | None
    officer: Demand | None

    def of(self, is_officer: bool) -> Demand | None:
        """The demand on somebody; officers fall back on that of members."""
        return (self.officer or self.member) if is_officer else self.member


def demands(year: int) -> Demands:
    """《中国共产党党员教育管理工作条例》第二十条 and the training plan, as in force at the year's end."""
    return Demands(_demand(OF_MEMBERS, year), _demand(OF_OFFICERS, year))


def _demand(key: str, year: int) -> Demand | None:
    parameter = current_book().parameters.get(key)
    article = parameter.on(date(year, 12, 31)) if parameter is not None else None
    if article is None:
        return None
    return Demand(article.integer("hours") * HOUR, article.text, article.cite.label, article.note)
