"""The declaration of 意识形态责任制."""

from django.apps import AppConfig

from tongpin.capability import Capability, MenuItem, Permission, Role, register


class IdeologyConfig(AppConfig):
    """The organisation's ideology duties and 学习强国 shares."""

    name = "tongpin.ledgers.ideology"
    label = "ideology"
    verbose_name = "意识形态责任制"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare permissions, menu, facts and what waits."""
        keepers = frozenset({Role.OFFICE, Role.SECRETARY})
        readers = keepers | {Role.COMMITTEE_MEMBER, Role.LEADER, Role.SUPERVISOR}
        members = frozenset({Role.SECRETARY, Role.COMMITTEE_MEMBER, Role.MEMBER, Role.LEADER})
        register(
            Capability(
                key="ideology",
                title="意识形态责任制",
                datasets="tongpin.ledgers.ideology.datasets:DATASETS",
                permissions=(
                    Permission("ideology.view", "查看意识形态责任台账", readers),
                    Permission("ideology.write", "登记意识形态工作", keepers),
                    Permission("ideology.import", "导入学习情况", frozenset({Role.OFFICE})),
                    Permission("ideology.own", "本人学习积分", members),
                ),
                menu=(
                    MenuItem("意识形态责任制", "ideology:board", "ideology.view", 760),
                    MenuItem("学习强国参学", "ideology:learning", "ideology.view", 650),
                    MenuItem("我的学习积分", "ideology:own", "ideology.own", 655),
                ),
                facts="tongpin.ledgers.ideology.facts:collect",
                waiting="tongpin.ledgers.ideology.panels:waiting",
            )
        )
