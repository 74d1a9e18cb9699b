"""The declaration of 知识考试."""

from django.apps import AppConfig

from tongpin.capability import Capability, MenuItem, Permission, Role, register


class ExaminationsConfig(AppConfig):
    """Knowledge examinations."""

    name = "tongpin.ledgers.examinations"
    label = "examinations"
    verbose_name = "知识考试"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare permissions, menu, facts and the part of the shared pages."""
        managers = frozenset({Role.OFFICE, Role.SECRETARY})
        markers = managers | {Role.COMMITTEE_MEMBER, Role.LEADER, Role.DISCIPLINE}
        readers = managers | {Role.COMMITTEE_MEMBER, Role.LEADER, Role.SUPERVISOR}
        register(
            Capability(
                key="examinations",
                title="知识考试",
                figures="tongpin.ledgers.examinations.figures:figures",
                datasets="tongpin.ledgers.examinations.datasets:DATASETS",
                permissions=(
                    Permission("examinations.view", "查看考试安排和汇总", readers),
                    Permission("examinations.manage", "办理题库、试卷和考试", managers),
                    Permission("examinations.mark", "评阅简答题", markers),
                    Permission(
                        "examinations.own", "参加考试和练习", readers | markers | {Role.MEMBER}
                    ),
                ),
                menu=(
                    MenuItem("我的考试", "examinations:own", "examinations.own", 640),
                    MenuItem("知识考试", "examinations:sittings", "examinations.view", 642),
                    MenuItem("题库", "examinations:list", "examinations.manage", 644),
                    MenuItem("试卷", "examinations:papers", "examinations.manage", 646),
                ),
                facts="tongpin.ledgers.examinations.facts:collect",
                waiting="tongpin.ledgers.examinations.panels:waiting",
                search="tongpin.ledgers.examinations.search:search",
                person="tongpin.ledgers.examinations.panels:person",
                unit="tongpin.ledgers.examinations.panels:unit_panel",
                record="examinations:sitting",
            )
        )
