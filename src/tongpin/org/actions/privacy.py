"""Looking at full identity and telephone numbers: a look is an action, and leaves an entry."""

from __future__ import annotations

from tongpin.audit.actor import Actor
from tongpin.audit.envelope import action, current
from tongpin.org.models import Person, Unit

SEALED = ("identity_number", "phone", "landline", "home_address")


@action("org.reveal_identity", "查看完整身份信息", permission="org.reveal")
def reveal_identity(actor: Actor, *, unit: Unit, person: Person) -> dict[str, str]:
    """What is masked of one person, in full: numbers and address by the name of the field."""
    current().about(person, unit=unit, summary="公民身份号码、手机号码、固定电话、家庭住址")
    return {name: getattr(person, name) for name in SEALED}


@action("org.reveal_circumstances", "查看个人情况说明", permission="org.private")
def reveal_circumstances(actor: Actor, *, unit: Unit, person: Person) -> None:
    """Note that somebody reads what is sealed about a person's hardship or stays abroad."""
    current().about(person, unit=unit, summary="生活困难、出国（境）等情况的说明")


@action("org.reveal_roster", "导出完整名册", permission="org.reveal")
def reveal_roster(actor: Actor, *, unit: Unit, count: int) -> None:
    """Note that a roster with full numbers leaves the system."""
    current().about(unit, unit=unit, summary=f"含完整公民身份号码、手机号码，共 {count} 人")
