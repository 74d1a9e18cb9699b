"""The declaration of 民主评议党员."""

from django.apps import AppConfig

from tongpin.capability import Capability, MenuItem, Permission, Role, register


class AppraisalsConfig(AppConfig):
    """The yearly appraisal of members."""

    name = "tongpin.ledgers.appraisals"
    label = "appraisals"
    verbose_name = "民主评议党员"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare permissions, menu, waiting lines, the card of a person and the guided procedure."""
        writers = frozenset({Role.OFFICE, Role.SECRETARY, Role.COMMITTEE_MEMBER})
        readers = writers | {Role.LEADER, Role.SUPERVISOR}
        register(
            Capability(
                key="appraisals",
                title="民主评议党员",
                permissions=(
                    Permission("appraisals.view", "查看民主评议", readers),
                    Permission("appraisals.write", "办理民主评议", writers),
                    Permission(
                        "appraisals.review",
                        "查看自评和互评内容",
                        frozenset({Role.OFFICE, Role.SECRETARY}),
                    ),
                    Permission("appraisals.own", "参加民主评议", readers | {Role.MEMBER}),
                ),
                menu=(
                    MenuItem("民主评议党员", "appraisals:list", "appraisals.view", 385),
                    MenuItem("我的民主评议", "appraisals:own", "appraisals.own", 390),
                ),
                record="appraisals:detail",
                waiting="tongpin.ledgers.appraisals.waiting:lines",
                person="tongpin.ledgers.appraisals.waiting:person_panel",
                guides=(("member_appraisal", "appraisals:detail"),),
            )
        )
