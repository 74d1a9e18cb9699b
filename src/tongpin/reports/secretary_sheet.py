"""述职数据表: what a secretary can show for a year, drawn from the ledgers, nothing typed twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tongpin.capability import figures
from tongpin.formats.word import OfficialDocument
from tongpin.org.models import Post, PostTitle, Stage, Unit
from tongpin.org.queries import stage_counts
from tongpin.org.queries.asof import holds_on
from tongpin.org.scope import Scope
from tongpin.reports import queries
from tongpin.reports.comparing import Number, paired, same_day_before
from tongpin.reports.progress import counted_words
from tongpin.reports.shaping import Summary, Tally, limit, summaries
from tongpin.rules.explain import full_day
from tongpin.rules.model import Verdict


@dataclass(frozen=True)
class Sheet:
    """The data of one unit's year. `open` are `(what, until when, why)` of what is late or unclear."""

    unit: Unit
    year: int
    as_of: date
    posts: list[Post]
    stages: list[tuple[str, int]]
    tally: Tally
    measures: list[Summary]
    numbers: list[Number]
    open: list[tuple[str, date, str]]

    @property
    def title(self) -> str:
        """局机关第一党支部书记2020年度抓党建述职数据表."""
        return f"{self.unit.name}书记{self.year}年抓党建工作述职数据表"

    @property
    def words(self) -> str:
        """How the year stands in one sentence."""
        return f"截至{full_day(self.as_of)}，{counted_words(self.tally)}"


def build(unit: Unit, *, year: int, as_of: date) -> Sheet:
    """The sheet of a unit; a constant number of statements."""
    to = min(as_of, date(year, 12, 31))
    own = Scope(((unit.path, True),))
    judgements = queries.Judgements(own, year, as_of)
    rows = judgements.rows(verdicts=[Verdict.OVERDUE, Verdict.CANNOT_TELL])
    found = summaries(queries.places(queries.plan_of(unit, year)), judgements.counts())
    stages = stage_counts(unit, to)
    return Sheet(
        unit=unit,
        year=year,
        as_of=as_of,
        posts=_secretaries(unit, year, to),
        stages=[(s.label, stages.get(s.value, 0)) for s in reversed(Stage)],
        tally=Tally(sum((s.tally.counts for s in found), start=Tally().counts)),
        measures=[s for s in found if s.tally.owed],
        numbers=paired(
            figures(own, date(year - 1, 1, 1), same_day_before(to)),
            figures(own, date(year, 1, 1), to),
        ),
        open=[(f"{r.window_label}{r.title}", limit(r), r.reason) for r in rows],
    )


def _secretaries(unit: Unit, year: int, to: date) -> list[Post]:
    """Who was secretary at the end; where there is none, who was it in the year."""
    posts = Post.objects.filter(unit=unit, title=PostTitle.SECRETARY).select_related("person")
    now = list(posts.filter(holds_on(to)))
    return now or list(posts.filter(starts_on__lte=to, ends_on__year=year))


def as_document(sheet: Sheet) -> bytes:
    """The sheet in Word."""
    paper = OfficialDocument(sheet.title)
    for post in sheet.posts:
        paper.paragraph(f"书记：{post.person.name}，{full_day(post.starts_on)}任职。")
    people = "，".join(f"{label}{number}人" for label, number in sheet.stages if number)
    paper.paragraph(f"{people or '名册上还没有党员'}。")
    paper.paragraph(sheet.words)
    _table(paper, "各项措施完成情况", ["措施", "应完成", "已完成", "逾期未办", "待核"], [
        [str(s.place), s.tally.owed, s.tally.done, s.tally.overdue, s.tally.unclear]
        for s in sheet.measures
    ], (84, 18, 18, 20, 16))  # fmt: skip
    _table(paper, "履职数据", ["项目", f"{sheet.year}年", f"{sheet.year - 1}年同期"], [
        [n.label, n.now.shown if n.now else "—", n.before.shown if n.before else "—"]
        for n in sheet.numbers
    ], (80, 38, 38))  # fmt: skip
    _table(paper, "没有完成和待核的事项", ["事项", "期限", "缘由"], [
        [what, str(on), why] for what, on, why in sheet.open
    ], (46, 26, 84))  # fmt: skip
    return paper.save()


def _table(
    paper: OfficialDocument, title: str, heads: list[str], rows: Sequence[Sequence[object]],
    widths: Sequence[float],
) -> None:  # fmt: skip
    if rows:
        paper.table(title, [heads, *rows], widths)
        paper.line("")
