"""The stages of a person as another ledger knows them from its own dated records."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from itertools import pairwise

from tongpin.audit.actor import Actor
from tongpin.audit.envelope import action, current
from tongpin.audit.errors import Refused
from tongpin.org.models import LeftAs, Membership, Person, Stage, Unit

RANK = {stage.value: number for number, stage in enumerate(Stage)}


@action("org.set_stages", "变更党籍阶段", permission="org.write")
def set_stages(
    actor: Actor, *, unit: Unit, person: Person, known: Mapping[str, date],
    dropped: Collection[str] = (), ends_on: date | None = None,
) -> bool:  # fmt: skip
    """Make the person's stages agree with what is known, `{stage: its first day}`; True if they changed.

    Stages that are not known stay as the roster has them, except those in `dropped`. `ends_on` ends
    the last one: the qualification of a probationary member is withdrawn. Refused where the days would put a later stage before an earlier one.
    """
    rows = {row.stage: row for row in person.memberships.select_for_update()}
    days = {stage: row.starts_on for stage, row in rows.items() if stage not in dropped}
    days |= known
    order = sorted(days, key=RANK.__getitem__)
    _refuse_disorder(person, order, days)
    # Of two stages that begin on one day the later one is what the person is.
    order = [s for s, after in pairwise([*order, ""]) if days.get(after) != days[s]]
    changed = False
    for stage in rows.keys() - set(order):
        rows.pop(stage).delete()
        changed = True
    for stage, after in pairwise([*order, ""]):
        row = rows.get(stage) or Membership(person=person, stage=stage)
        end, how = days[after] - timedelta(days=1) if after else ends_on, ""
        if not after and ends_on is not None:
            how = LeftAs.DISQUALIFIED.value
        elif not after and row.left_as not in ("", LeftAs.DISQUALIFIED):
            # What another decision ended (somebody died, left, was expelled) stays ended.
            end, how = row.ends_on, row.left_as
        if not row.pk or (row.starts_on, row.ends_on, row.left_as) != (days[stage], end, how):
            row.is_estimated = row.is_estimated and row.starts_on == days[stage]
            row.starts_on, row.ends_on, row.left_as = days[stage], end, how
            row.save()
            changed = True
    if changed and order:
        last = Stage(order[-1]).label
        current().about(person, unit=unit, summary=f"{last}，自 {days[order[-1]]}")
    return changed


def _refuse_disorder(person: Person, order: list[str], days: Mapping[str, date]) -> None:
    for before, after in pairwise(order):
        if days[after] < days[before]:
            raise Refused(
                f"{person.name}的“{Stage(after).label}”从{days[after]}起，早于“{Stage(before).label}”"
                f"的{days[before]}，请先核对名册和登记的日期。",
                field="on",
            )
