"""The rulebook as people look things up in it: entries, texts they come from, and where they are used."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from tongpin.audit.clock import site_day
from tongpin.duties.judging import current
from tongpin.duties.models import Duty, Finding, LocalRulebook, ParameterSetting, WorkdayNotice
from tongpin.duties.paper_rules import adopted_plans
from tongpin.duties.queries import RANK
from tongpin.duties.wording import asked, name_of, readable
from tongpin.org.scope import Scope, ScopedQuerySet
from tongpin.rules.book import Book
from tongpin.rules.parameters import Article, Parameter
from tongpin.rules.procedure import Procedure
from tongpin.rules.regulation import Citation, DutyEdition, Rule, Severity, Source

KINDS = {"rule": "经常性责任", "parameter": "数字和条件", "procedure": "办理程序"}


@dataclass(frozen=True)
class Entry:
    """One line of the catalogue: a rule, a parameter or a procedure as it is now."""

    key: str
    kind: str
    title: str
    asks: str
    citation: str
    sources: tuple[str, ...]
    severity: str
    confidence: str
    since: date | None
    words: str

    @property
    def kind_label(self) -> str:
        """经常性责任, 数字和条件 or 办理程序."""
        return KINDS[self.kind]


@dataclass(frozen=True)
class Shown:
    """An edition in words, for the table that holds editions side by side."""

    days: str
    asks: str
    values: tuple[tuple[str, str], ...]
    text: str
    note: str
    cite: Citation
    severity: str
    is_now: bool

    @property
    def needs_checking(self) -> bool:
        """Whether the text itself was not read."""
        return self.cite.confidence.is_doubtful


def entries(book: Book) -> list[Entry]:
    """Everything in the book, rules first, then parameters, then procedures."""
    day = site_day()
    found = [_rule(rule, day) for rule in book.rules]
    found += [_parameter(item, day) for item in book.parameters.values()]
    return found + [_procedure(item, book) for item in book.procedures.values()]


def now(
    editions: tuple[DutyEdition, ...] | tuple[Article, ...], day: date
) -> DutyEdition | Article:
    """The edition in force on a day, else the last one."""
    return next((e for e in editions if day in e.in_force), editions[-1])


def _rule(rule: Rule, day: date) -> Entry:
    edition = now(rule.editions, day)
    assert isinstance(edition, DutyEdition)
    sources = _sources(e.cite.source for e in rule.editions)
    return _entry(rule.key, "rule", rule.title, asked(edition), edition, sources, rule.severity,
                  (e.text for e in rule.editions))  # fmt: skip


def _parameter(item: Parameter, day: date) -> Entry:
    article = now(item.editions, day)
    assert isinstance(article, Article)
    sources = _sources(a.cite.source for a in item.editions)
    values = "；".join(f"{name_of(n)} {readable(n, v)}" for n, v in article.values.items())
    return _entry(item.key, "parameter", item.title, values or article.text, article, sources,
                  article.severity, (a.text for a in item.editions))  # fmt: skip


def _entry(
    key: str,
    kind: str,
    title: str,
    asks: str,
    edition: DutyEdition | Article,
    sources: tuple[str, ...],
    severity: Severity,
    texts: Iterable[str],
) -> Entry:
    cite = edition.cite
    words = (key, title, asks, cite.label, cite.source.title, cite.source.document_number, *texts)
    return Entry(
        key, kind, title, asks, cite.label, sources, severity.label, cite.confidence.label,
        edition.in_force.start, folded(" ".join(words)),
    )  # fmt: skip


def _procedure(item: Procedure, book: Book) -> Entry:
    sources = _sources(
        article.cite.source for key in rules_of(item) for article in book.parameters[key].editions
    )
    names = "、".join(book.sources[key].name for key in sources if key in book.sources)
    titles = " ".join(step.title for step in item.steps)
    words = folded(f"{item.key} {item.title} {names} {titles}")
    return Entry(item.key, "procedure", item.title, f"{len(item.steps)} 个步骤", names, sources,
                 "", "", None, words)  # fmt: skip


def _sources(sources: Iterable[Source]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(source.key for source in sources))


def rules_of(item: Procedure) -> list[str]:
    """The parameters that a procedure names, in the order of its steps."""
    gates = (gate.rule for step in item.steps for gate in step.gates)
    keys = (*gates, *(step.rule for step in item.steps), *(day.add for day in item.days))
    return list(dict.fromkeys(key for key in keys if key))


def folded(text: str) -> str:
    """Text for searching: full width as half width, lower case."""
    return unicodedata.normalize("NFKC", text).lower()


def matching(rows: Iterable[Entry], text: str) -> list[Entry]:
    """The entries in which every word occurs: title, wording, article, number of the paper, key."""
    words = folded(text).split()
    return [row for row in rows if all(word in row.words for word in words)]


# --------------------------------------------------------------------------------- editions


def shown_rule(rule: Rule) -> list[Shown]:
    """The editions of a rule in order of time."""
    day = site_day()
    return [
        Shown(
            _span(e), asked(e), (), e.text, e.note, e.cite, rule.severity.label, day in e.in_force
        )
        for e in rule.editions
    ]


def shown_parameter(item: Parameter) -> list[Shown]:
    """The editions of a parameter in order of time, with its values in words."""
    day = site_day()
    return [
        Shown(_span(a), "", tuple((name_of(n), readable(n, v)) for n, v in a.values.items()),
              a.text, a.note, a.cite, a.severity.label, day in a.in_force)
        for a in item.editions
    ]  # fmt: skip


def _span(edition: DutyEdition | Article) -> str:
    start, end = edition.in_force.start, edition.in_force.end
    since = f"{start.year}年{start.month}月{start.day}日起" if start else "一直"
    return f"{since}，至{end.year}年{end.month}月{end.day}日" if end else since


# ------------------------------------------------------------------------------------- texts


@dataclass(frozen=True)
class Text:
    """A regulation with how much of the rulebook rests on it."""

    key: str
    title: str
    issuer: str
    document_number: str
    since: date | None
    until: date | None
    rules: int
    parameters: int
    editions: int
    unchecked: int
    source: Source

    @property
    def state(self) -> str:
        """现行, 尚未施行 or 已停止执行."""
        day = site_day()
        if self.until is not None and self.until < day:
            return "已停止执行"
        return "尚未施行" if self.since is not None and self.since > day else "现行"


def texts(book: Book) -> list[Text]:
    """Every registered text with its counts."""
    counts: dict[str, Counter[str]] = {key: Counter() for key in book.sources}
    for rule in book.rules:
        _count(counts, "rules", (e.cite for e in rule.editions))
    for item in book.parameters.values():
        _count(counts, "parameters", (a.cite for a in item.editions))
    return [
        Text(key, source.title, source.issuer, source.document_number, source.in_force.start,
             source.in_force.end, counts[key]["rules"], counts[key]["parameters"],
             counts[key]["editions"], counts[key]["unchecked"], source)
        for key, source in book.sources.items()
    ]  # fmt: skip


def _count(counts: dict[str, Counter[str]], what: str, cites: Iterable[Citation]) -> None:
    cites = list(cites)
    for key in {cite.source.key for cite in cites}:
        counts.setdefault(key, Counter())[what] += 1
    for cite in cites:
        counts[cite.source.key]["editions"] += 1
        counts[cite.source.key]["unchecked"] += cite.confidence.is_doubtful


# ------------------------------------------------------------------------------------- usage


@dataclass(frozen=True)
class Usage:
    """Which duties of the papers in force name a rule, and how its judgements stand now."""

    duties: list[Duty]
    verdicts: list[tuple[str, int]]

    @property
    def total(self) -> int:
        """How many judgements there are."""
        return sum(count for _, count in self.verdicts)


def usage(scope: Scope, key: str, year: int) -> Usage:
    """Where a rule is used in a year, within the scope; constant statements."""
    duties = [
        duty
        for plan in adopted_plans(year)
        for duty in plan.duties.all()
        if not duty.is_dropped and key in duty.rules and _bears_on(scope, plan.unit.path)
    ]
    if year in (site_day().year, site_day().year - 1):
        current(year)
    alone = [duty.key for duty in duties if len(duty.rules) == 1]
    named = Q(rule_key=key) | Q(rule_key__endswith=f"/{key}") | Q(duty_key__in=alone)
    rows = Finding.objects.within(scope).filter(year=year).filter(named)
    counts = rows.values_list("verdict").annotate(n=Count("pk")).order_by()
    return Usage(duties, sorted(counts, key=lambda pair: RANK[pair[0]]))


def _bears_on(scope: Scope, path: str) -> bool:
    """Whether a paper of this unit binds somebody within the scope."""
    return any(place.startswith(path) or path.startswith(place) for place, _ in scope.places)


def procedures_with(book: Book, key: str) -> list[tuple[Procedure, list[str]]]:
    """The procedures whose steps ask for a parameter, with the titles of those steps."""
    found = []
    for item in book.procedures.values():
        steps = [
            s.title for s in item.steps if s.rule == key or any(g.rule == key for g in s.gates)
        ]
        steps += [day.title for day in item.days if day.add == key]
        if steps:
            found.append((item, steps))
    return found


# ------------------------------------------------------------------------------------- rows


def local_rulebooks() -> ScopedQuerySet:
    """Every version of every local rulebook."""
    return LocalRulebook.objects.select_related("unit")


def local_rulebook(pk: int) -> LocalRulebook | None:
    """One version."""
    row: LocalRulebook | None = local_rulebooks().filter(pk=pk).first()
    return row


def versions(row: LocalRulebook) -> list[LocalRulebook]:
    """All versions of the same rulebook, the newest first."""
    return list(local_rulebooks().filter(identity=row.identity).order_by("-revision"))


def settings_of(key: str) -> list[ParameterSetting]:
    """The bureau's settings of a parameter, those taken back too."""
    return list(ParameterSetting.objects.filter(parameter=key).order_by("-from_on", "-pk"))


def setting(pk: int) -> ParameterSetting | None:
    """One setting."""
    row: ParameterSetting | None = ParameterSetting.objects.filter(pk=pk).first()
    return row


def notices(year: int) -> list[WorkdayNotice]:
    """The notices that the bureau registered for a year, the newest first."""
    return list(WorkdayNotice.objects.filter(year=year).order_by("-pk"))


def notice(pk: int) -> WorkdayNotice | None:
    """One notice."""
    row: WorkdayNotice | None = WorkdayNotice.objects.filter(pk=pk).first()
    return row
