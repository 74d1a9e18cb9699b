"""The declaration of 谈话提醒."""

from django.apps import AppConfig

from tongpin.capability import Capability, MenuItem, Permission, Role, register
from tongpin.ledgers.talks.forms_on_paper import INQUIRY, TALK


class TalksConfig(AppConfig):
    """Talks, inquiries and sanctions."""

    name = "tongpin.ledgers.talks"
    label = "talks"
    verbose_name = "谈话提醒"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare permissions, menu, what waits and what a sanction takes away.

        `talks.view` opens the door only: what is behind it is decided case by case (`knowable`).
        """
        officer = frozenset({Role.DISCIPLINE})
        register(
            Capability(
                key="talks",
                title="谈话提醒",
                permissions=(
                    Permission(
                        "talks.view", "查看需要知情的谈话",
                        officer | {Role.SECRETARY, Role.COMMITTEE_MEMBER, Role.LEADER},
                    ),
                    Permission("talks.write", "登记谈话", officer | {Role.SECRETARY}),
                    Permission("talks.all", "办理谈话、函询和处分", officer),
                    Permission("talks.count", "查看四种形态统计", officer | {Role.LEADER}),
                ),
                menu=(
                    MenuItem("谈话提醒", "talks:list", "talks.view", 750),
                    MenuItem("四种形态统计", "talks:forms", "talks.count", 755),
                ),
                waiting="tongpin.ledgers.talks.panels:waiting",
                person="tongpin.ledgers.talks.panels:person",
                standing="tongpin.ledgers.talks.queries:standings",
                papers=(TALK, INQUIRY),
            )
        )  # fmt: skip
