"""催办单: what each unit still owes, with reasons, as a letter to read, to send and to print."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tongpin.duties.models import Finding
from tongpin.org.models import Person, Post, PostTitle, Unit
from tongpin.org.queries.asof import holds_on
from tongpin.org.scope import Scope
from tongpin.reports import queries
from tongpin.reports.shaping import month_list
from tongpin.rules.explain import full_day
from tongpin.rules.model import Verdict

GROUPS = (
    (Verdict.OVERDUE, "已经逾期"),
    (Verdict.DUE_SOON, "临近期限"),
    (Verdict.DUE, "本月到期"),
    (Verdict.CANNOT_TELL, "资料不全，待核"),
)
MOST_TOLD = 12  # of a message that is read on a phone; the paper says everything


@dataclass(frozen=True, slots=True)
class Letter:
    """What a unit is reminded of. `people` are its secretary and deputy, who are told."""

    unit: Unit
    rows: list[Finding]
    people: list[Person]
    names: dict[int, str]
    as_of: date

    @property
    def overdue(self) -> int:
        """How many are late."""
        return sum(r.verdict == Verdict.OVERDUE for r in self.rows)

    @property
    def groups(self) -> list[tuple[str, list[str]]]:
        """`(已经逾期, its lines)`, the most urgent first."""
        found = [
            (label, [self._line(r) for r in self.rows if r.verdict == verdict])
            for verdict, label in GROUPS
        ]
        return [(label, lines) for label, lines in found if lines]

    @property
    def message(self) -> str:
        """The letter in short, as it goes into an inbox or a chat."""
        lines = [f"{self.unit}：截至{full_day(self.as_of)}，以下事项请抓紧办理。"]
        left = MOST_TOLD
        for label, items in self.groups:
            shown = items[: max(0, left)]
            left -= len(items)
            if shown:
                lines.append(f"【{label}】")
                lines += [f"{n}. {words}" for n, words in enumerate(shown, 1)]
        if left < 0:
            lines.append(f"另有{-left}项，请到工作台查看。")
        lines.append("已经办理的请补登记录；有特殊情况的请向党办说明。")
        return "\n".join(lines)

    def _line(self, row: Finding) -> str:
        who = self.names.get(row.person_id or 0)
        what = f"{f'{who}同志' if who else ''}{row.window_label}{row.title}"
        return f"{what}：{row.reason}"


def letters(scope: Scope, *, year: int, as_of: date) -> list[Letter]:
    """One letter for each unit that has something to do this month; a constant number of statements."""
    units = {u.pk: u for u in queries.owing_units(scope, year)}
    verdicts = [verdict for verdict, _ in GROUPS]
    rows = queries.Judgements(scope, year, as_of).rows(verdicts=verdicts)
    of_unit: dict[int, list[Finding]] = defaultdict(list)
    for row in month_list(rows, as_of):
        if row.unit_id in units:
            of_unit[row.unit_id].append(row)
    names = queries.names_of(rows)
    told = _secretaries(of_unit, as_of)
    return [
        Letter(unit, of_unit[pk], told.get(pk, []), names, as_of)
        for pk, unit in units.items()
        if pk in of_unit
    ]


def _secretaries(keys: Iterable[int], day: date) -> dict[int, list[Person]]:
    posts = Post.objects.filter(
        holds_on(day), unit__in=list(keys), title__in=[PostTitle.SECRETARY, PostTitle.DEPUTY]
    ).select_related("person")
    found: dict[int, list[Person]] = defaultdict(list)
    for post in posts:
        found[post.unit_id].append(post.person)
    return found
