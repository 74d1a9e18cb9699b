"""The declaration of 学习."""

from django.apps import AppConfig

from tongpin.capability import Capability, MenuItem, Permission, Role, register


class StudyConfig(AppConfig):
    """Study plans, library, self-study and hours."""

    name = "tongpin.ledgers.study"
    label = "study"
    verbose_name = "学习"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare permissions, menu, facts and the part of the shared pages."""
        writers = frozenset({Role.OFFICE, Role.SECRETARY, Role.COMMITTEE_MEMBER})
        overseers = writers | {Role.LEADER, Role.SUPERVISOR}
        branch = frozenset({Role.SECRETARY, Role.COMMITTEE_MEMBER})
        everyone = overseers | {Role.MEMBER, Role.DISCIPLINE}
        register(
            Capability(
                key="study",
                title="学习",
                figures="tongpin.ledgers.study.figures:figures",
                datasets="tongpin.ledgers.study.datasets:DATASETS",
                permissions=(
                    Permission("study.view", "查看学习计划和资料", everyone),
                    Permission("study.write", "办理学习计划和资料", writers),
                    Permission("study.ledger", "查看学习学时", overseers),
                    Permission("study.confirm", "确认党员自学", branch),
                    Permission("study.own", "登记本人自学", everyone),
                ),
                menu=(
                    MenuItem("学习一览", "study:overview", "study.view", 600),
                    MenuItem("学习计划", "study:plans", "study.view", 605),
                    MenuItem("学习资料", "study:materials", "study.view", 610),
                    MenuItem("我的学习", "study:own", "study.own", 615),
                    MenuItem("自学确认", "study:confirm", "study.confirm", 620),
                    MenuItem("学习学时", "study:hours", "study.ledger", 625),
                ),
                facts="tongpin.ledgers.study.facts:collect",
                waiting="tongpin.ledgers.study.panels:waiting",
                search="tongpin.ledgers.study.search:search",
                person="tongpin.ledgers.study.panels:person",
                unit="tongpin.ledgers.study.panels:unit_panel",
                record="study:plan",
            )
        )
