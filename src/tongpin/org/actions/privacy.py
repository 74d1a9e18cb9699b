"""Looking at full identity and telephone numbers: a look is an action, and leaves an entry."""

from __future__ import annotations

from tongpin.audit.actor import Actor
from tongpin.audit.envelope import action, current
from tongpin.org.models import Person, Unit


@action("org.reveal_identity", "查看完整身份信息", permission="org.reveal")
def reveal_identity(actor: Actor, *, unit: Unit, person: Person) -> dict[str, str]:
    """The full numbers of one person: `{"identity_number", "phone"}`."""
    current().about(person, unit=unit, summary="公民身份号码、手机号码")
    return {"identity_number": person.identity_number, "phone": person.phone}


@action("org.reveal_roster", "导出完整名册", permission="org.reveal")
def reveal_roster(actor: Actor, *, unit: Unit, count: int) -> None:
    """Note that a roster with full numbers leaves the system."""
    current().about(unit, unit=unit, summary=f"含完整公民身份号码、手机号码，共 {count} 人")
