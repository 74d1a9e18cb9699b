"""The audit trail's declaration."""

from django.apps import AppConfig

from tongpin.capability import Capability, MenuItem, Permission, Role, register


class AuditConfig(AppConfig):
    """Audit trail."""

    name = "tongpin.audit"
    label = "audit"
    verbose_name = "操作审计"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare the permission and the menu entry."""
        register(
            Capability(
                key="audit",
                title="操作审计",
                permissions=(
                    Permission("audit.view", "查看操作记录", frozenset({Role.AUDIT_ADMIN})),
                ),
                menu=(MenuItem("操作审计", "audit:list", "audit.view", 1090),),
            )
        )
