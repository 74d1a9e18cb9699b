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
        writers = frozenset({Role.OFFICE, Role.SECRETARY, Role.COMMITTEE_MEMBER})
        readers = writers | {Role.MEMBER, Role.LEADER, Role.SUPERVISOR}
        register(
            Capability(
                key="life",
                title="组织生活",
                permissions=(
                    Permission("life.view", "查看组织生活", readers),
                    Permission("life.write", "登记组织生活", writers),
                ),
                menu=(MenuItem("组织生活", "life:list", "life.view", 300),),
                facts="tongpin.life.facts:collect",
                record="life:detail",
            )
        )
