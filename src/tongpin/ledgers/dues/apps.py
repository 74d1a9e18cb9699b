"""The declaration of 党费."""

from django.apps import AppConfig

from tongpin.capability import Capability, MenuItem, Permission, Role, register


class DuesConfig(AppConfig):
    """Party dues."""

    name = "tongpin.ledgers.dues"
    label = "dues"
    verbose_name = "党费"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare permissions, menu, facts and the part of the shared pages."""
        from tongpin.ledgers.dues.evidence import KINDS

        collectors = frozenset({Role.SECRETARY, Role.COMMITTEE_MEMBER})
        keepers = collectors | {Role.OFFICE}
        everyone = keepers | {Role.MEMBER, Role.LEADER, Role.SUPERVISOR}
        register(
            Capability(
                key="dues",
                title="党费",
                datasets="tongpin.ledgers.dues.datasets:DATASETS",
                rejudged="tongpin.ledgers.dues.rejudged:rejudged",
                figures="tongpin.ledgers.dues.figures:figures",
                permissions=(
                    Permission("dues.view", "查看党费台账", keepers),
                    Permission("dues.write", "核定和收缴党费", keepers),
                    Permission("dues.pay", "查看工资项目", collectors),
                    Permission("dues.remit", "办理党费上缴和使用", keepers),
                    Permission("dues.own", "本人党费", everyone),
                ),
                menu=(
                    MenuItem("党费", "dues:sheet", "dues.view", 450),
                    MenuItem("我的党费", "dues:own", "dues.own", 455),
                ),
                facts="tongpin.ledgers.dues.facts:collect",
                evidence="tongpin.ledgers.dues.evidence:collect",
                evidence_kinds=KINDS,
                waiting="tongpin.ledgers.dues.panels:waiting",
                person="tongpin.ledgers.dues.panels:person",
                unit="tongpin.ledgers.dues.panels:unit",
                dues="tongpin.ledgers.dues.queries:paid_until",
            )
        )
