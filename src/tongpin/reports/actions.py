"""Writes of the reports: a report's way to being issued, kept questions, word to the branches."""

from __future__ import annotations

from collections.abc import Mapping

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Conflict, Refused
from tongpin.life.actions.notices import tell
from tongpin.org.models import Account, Unit
from tongpin.reports.drawing import Drawn, redrawn
from tongpin.reports.models import SavedQuery, State, YearReport

MOST_SAVED = 50


@action("reports.draw", "起草年度报告", permission="reports.write")
def open_report(
    actor: Actor, *, unit: Unit, year: int, period: str, drawn: Drawn, addressee: str = ""
) -> YearReport:
    """A draft with what was drawn; one report of a period."""
    same = YearReport.objects.filter(unit=unit, year=year, period=period)
    if same.exclude(state=State.WITHDRAWN).exists():
        raise Refused("这个报告期已经有一份报告，请打开它继续修改，或者先撤回。", field="period")
    row = YearReport(
        unit=unit, year=year, period=period, title=drawn.title[:120], addressee=addressee,
        as_of=drawn.as_of, drawn_on=site_day(), parts=drawn.parts, table=drawn.table,
    )  # fmt: skip
    row.save()
    current().about(row, unit=unit)
    return row


@action("reports.redraw", "重新取数", permission="reports.write")
def redraw(
    actor: Actor, *, unit: Unit, report: YearReport, version: int, drawn: Drawn
) -> YearReport:
    """Draw the parts anew; what the office wrote itself stays."""
    row = _draft(report, version)
    row.parts, row.table = redrawn(row.parts, drawn.parts), drawn.table
    row.as_of, row.drawn_on = drawn.as_of, site_day()
    return _saved(row, unit)


@action("reports.revise", "修改年度报告", permission="reports.write")
def revise(
    actor: Actor, *, unit: Unit, report: YearReport, version: int, title: str, addressee: str,
    texts: list[str],
) -> YearReport:  # fmt: skip
    """Change the words of a draft, part by part in their order."""
    row = _draft(report, version)
    if len(texts) != len(row.parts):
        raise Conflict
    row.title, row.addressee = title, addressee
    row.parts = [part | {"text": text} for part, text in zip(row.parts, texts, strict=True)]
    return _saved(row, unit)


@action("reports.issue", "印发年度报告", permission="reports.write")
def issue(actor: Actor, *, unit: Unit, report: YearReport, version: int) -> YearReport:
    """Issue a draft: from then on its words stand."""
    row = _draft(report, version)
    row.state, row.issued_on, row.issued_by = State.ISSUED, site_day(), actor.name
    return _saved(row, unit)


@action("reports.withdraw", "撤回年度报告", permission="reports.write")
def withdraw(
    actor: Actor, *, unit: Unit, report: YearReport, version: int, reason: str
) -> YearReport:
    """Take an issued report back with a reason; it stays readable, and a new one may be drawn."""
    row = _locked(report, version)
    if row.state != State.ISSUED:
        raise Refused("只有已经印发的报告才需要撤回；修改中的报告可以直接修改。")
    if not reason.strip():
        raise Refused("请写明撤回理由。", field="reason")
    row.state, row.withdrawn_reason = State.WITHDRAWN, reason
    return _saved(row, unit, summary=reason)


@action("reports.discard", "放弃报告草稿", permission="reports.write")
def discard(actor: Actor, *, unit: Unit, report: YearReport, version: int) -> None:
    """Drop a draft that was never issued; the entry keeps its words."""
    row = _draft(report, version)
    current().about(row, unit=unit)
    row.delete()


def _locked(report: YearReport, version: int) -> YearReport:
    row = YearReport.objects.select_for_update().get(pk=report.pk)
    if row.version != version:
        raise Conflict
    return row


def _draft(report: YearReport, version: int) -> YearReport:
    row = _locked(report, version)
    if not row.is_draft:
        raise Refused("这份报告已经印发，不能再修改。确需更正，请先撤回。", code="issued")
    return row


def _saved(row: YearReport, unit: Unit, *, summary: str = "") -> YearReport:
    row.version += 1
    row.save()
    current().about(row, unit=unit, summary=summary)
    return row


@action("reports.chase", "发送催办提醒", permission="reports.chase")
def chase(actor: Actor, *, unit: Unit, letters: Mapping[int, str], title: str) -> int:
    """A line in the inbox of each person `{person: body}`; how many were told.

    Who has been told the same today is not told again.
    """
    number = tell(letters, title=title)
    current().about(unit, unit=unit, summary=f"{title}：{number} 人")
    return number


# A question is the account's own and touches no unit, so no permission on one is asked.
@action("reports.save_query", "保存常用查询", permission=None)
def save_query(actor: Actor, *, account: Account, name: str, address: str) -> SavedQuery:
    """Keep the address of a question under a name; the same name keeps the newer one."""
    kept = SavedQuery.objects.filter(account=account)
    row = kept.filter(name=name).first()
    if row is None:
        if kept.count() >= MOST_SAVED:
            raise Refused(f"最多保存 {MOST_SAVED} 个常用查询，请先删除不用的。", field="name")
        row = SavedQuery(account=account, name=name)
    row.address, row.saved_on = address, site_day()
    row.save()
    return row


@action("reports.forget_query", "删除常用查询", permission=None)
def forget_query(actor: Actor, *, query: SavedQuery) -> None:
    """Forget one of the account's own questions."""
    current().about(query)
    query.delete()
