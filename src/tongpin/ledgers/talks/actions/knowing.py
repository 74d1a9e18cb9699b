"""Who may read a matter, and that it was read."""

from __future__ import annotations

from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Forbidden, Refused
from tongpin.ledgers.talks import queries
from tongpin.ledgers.talks.models import Matter, Reader
from tongpin.org.models import Account, Unit


@action("talks.read", "查看监督事项内容", permission=None)
def read(actor: Actor, *, matter: Matter) -> dict[int, str]:
    """`{step: words}` of a matter, and the sealed brief under 0; every reading leaves an entry.

    Decides itself: a named reader may belong to another organisation.
    """
    if not queries.may_know(actor, matter):
        raise Forbidden("只有办理人和指定的知情人能看。")
    current().about(matter, unit=matter.unit)
    return {0: matter.brief} | {s.pk: s.words for s in matter.steps.all() if s.words}


@action("talks.export", "导出监督事项清单", permission=None)
def note_export(actor: Actor, *, count: int) -> None:
    """That the list left the system; it holds what the actor may know only."""
    if not actor.can("talks.view"):
        raise Forbidden
    current().summary = f"{count}件"


@action("talks.name_reader", "指定知情人", permission="talks.all")
def name_reader(
    actor: Actor, *, unit: Unit, matter: Matter, account: Account, reason: str
) -> Reader:
    """Let an account read one matter. The person concerned is never its reader."""
    row = _locked(actor, matter)
    if not reason.strip():
        raise Refused("请写明为什么需要知情。", field="reason")
    if not queries.possible_readers(row).filter(pk=account.pk).exists():
        raise Refused("这个账号不能作为知情人。", field="account")
    if row.readers.filter(account=account, withdrawn_on__isnull=True).exists():
        raise Refused("这个账号已经是知情人。", field="account")
    found = Reader(
        matter=row, account=account, reason=reason.strip(), granted_by=actor.name[:100],
        granted_on=site_day(),
    )  # fmt: skip
    found.save()
    current().about(row, unit=unit, summary=f"知情人：{account}")
    return found


@action("talks.dismiss_reader", "收回知情", permission="talks.all")
def dismiss_reader(actor: Actor, *, unit: Unit, matter: Matter, reader: Reader) -> Reader:
    """The account may no longer read the matter."""
    row = _locked(actor, matter)
    found: Reader = Reader.objects.select_for_update().get(pk=reader.pk)
    if found.withdrawn_on is not None:
        raise Refused("已经收回。")
    found.withdrawn_on = site_day()
    found.save()
    current().about(row, unit=unit, summary=f"收回：{found.account}")
    return found


def _locked(actor: Actor, matter: Matter) -> Matter:
    row: Matter = Matter.objects.select_for_update().get(pk=matter.pk)
    if not queries.may_know(actor, row):
        raise Forbidden("只有办理人和指定的知情人能看。")
    return row
