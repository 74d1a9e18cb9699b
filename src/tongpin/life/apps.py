"""The declaration of 组织生活."""

from django.apps import AppConfig

from tongpin.capability import Capability, MenuItem, Permission, Role, register


class LifeConfig(AppConfig):
    """Gatherings."""

    name = "tongpin.life"
    label = "life"
    verbose_name = "组织生活"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare permissions, menu and facts."""
        from tongpin.life.evidence import KINDS

        writers = frozenset({Role.OFFICE, Role.SECRETARY, Role.COMMITTEE_MEMBER})
        readers = writers | {Role.MEMBER, Role.LEADER, Role.SUPERVISOR}
        register(
            Capability(
                key="life",
                title="组织生活",
                datasets="tongpin.life.datasets:DATASETS",
                figures="tongpin.life.figures:figures",
                unit_ended="tongpin.life.actions.ending:unit_ended",
                unit_revived="tongpin.life.actions.ending:unit_revived",
                permissions=(
                    Permission("life.view", "查看组织生活", readers),
                    Permission("life.write", "登记组织生活", writers),
                    Permission(
                        "life.ledger",
                        "查看学时和组织生活台账",
                        writers | {Role.LEADER, Role.SUPERVISOR},
                    ),
                ),
                menu=(
                    MenuItem("组织生活", "life:list", "life.view", 300),
                    MenuItem("日历", "life:calendar", "life.view", 305),
                    MenuItem("三会一课汇总", "life:overview", "life.ledger", 312),
                    MenuItem("双重组织生活", "life:dual", "life.ledger", 335),
                    MenuItem("中心组学习", "life:theory", "life.ledger", 340),
                    MenuItem("形式和内容", "life:variety", "life.ledger", 345),
                ),
                facts="tongpin.life.facts:collect",
                evidence="tongpin.life.evidence:collect",
                evidence_kinds=KINDS,
                person="tongpin.life.panels:of_person",
                unit="tongpin.life.panels:of_unit",
                search="tongpin.life.panels:of_search",
                record="life:detail",
                linkable="tongpin.life.panels:linkable",
                names="tongpin.life.panels:names",
            )
        )
