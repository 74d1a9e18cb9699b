"""The declaration of 民主生活会、组织生活会."""

from django.apps import AppConfig

from tongpin.capability import Capability, MenuItem, Permission, Role, register


class MeetingsConfig(AppConfig):
    """Democratic and organisational life meetings, guided."""

    name = "tongpin.ledgers.meetings"
    label = "meetings"
    verbose_name = "民主生活会和组织生活会"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare permissions, menu, waiting lines and the procedures guided here."""
        writers = frozenset({Role.OFFICE, Role.SECRETARY, Role.COMMITTEE_MEMBER})
        readers = writers | {Role.LEADER, Role.SUPERVISOR}
        register(
            Capability(
                key="meetings",
                title="民主生活会和组织生活会",
                permissions=(
                    Permission("meetings.view", "查看民主生活会和组织生活会", readers),
                    Permission("meetings.write", "办理民主生活会和组织生活会", writers),
                    Permission(
                        "meetings.review",
                        "审阅对照检查材料",
                        frozenset({Role.OFFICE, Role.SECRETARY}),
                    ),
                    Permission("meetings.own", "撰写本人材料", readers | {Role.MEMBER}),
                ),
                menu=(
                    MenuItem("民主生活会、组织生活会", "meetings:list", "meetings.view", 370),
                    MenuItem("谈心谈话覆盖", "meetings:coverage", "meetings.view", 375),
                    MenuItem("我的会议材料", "meetings:own", "meetings.own", 380),
                ),
                record="meetings:detail",
                waiting="tongpin.ledgers.meetings.waiting:lines",
                guides=(
                    ("democratic_life", "meetings:detail"),
                    ("organizational_life", "meetings:detail"),
                ),
            )
        )
