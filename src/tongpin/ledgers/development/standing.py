"""What the ledger holds against a stage that is set by hand on the roster."""

from __future__ import annotations

from datetime import date

from tongpin.audit.clock import site_day
from tongpin.duties.rulebook import current_book
from tongpin.ledgers.development import queries
from tongpin.org.models import Person, Stage
from tongpin.org.scope import Scope


def stage_bar(person: Person, stage: str, on: date) -> str:
    """While a case is open the stage is what its steps say, from the day they say."""
    row = queries.opened(queries.cases(Scope.everything())).filter(person=person).first()
    if row is None:
        return ""
    known = queries.known_stages(queries.course(current_book(), row, site_day()))
    last = next(reversed(known), Stage.APPLICANT.value)
    if (stage, on) == (last, known.get(last, row.opened_on)):
        return ""
    return (
        f"{person.name}的发展档案正在办理（{Stage(last).label}，自 {known.get(last, row.opened_on)}），"
        "人员类别随发展步骤变更。请在“发展党员”登记或者撤回相应的步骤。"
    )
