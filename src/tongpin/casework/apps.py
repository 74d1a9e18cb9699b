"""The declaration of 程序办理."""

from django.apps import AppConfig

from tongpin.capability import Capability, MenuItem, Permission, Role, register


class CaseworkConfig(AppConfig):
    """Cases that follow a procedure of the rulebook."""

    name = "tongpin.casework"
    label = "casework"
    verbose_name = "程序办理"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare permissions and menu."""
        writers = frozenset({Role.OFFICE, Role.SECRETARY, Role.COMMITTEE_MEMBER})
        register(
            Capability(
                key="casework",
                title="程序办理",
                permissions=(
                    Permission(
                        "casework.view", "查看程序办理", writers | {Role.LEADER, Role.SUPERVISOR}
                    ),
                    Permission("casework.write", "办理程序步骤", writers),
                ),
                menu=(MenuItem("程序办理", "casework:list", "casework.view", 320),),
                facts="tongpin.casework.facts:collect",
                record="casework:detail",
                rejudged="tongpin.casework.rejudged:rejudged",
                hold="tongpin.casework.holding:of_ref",
            )
        )
