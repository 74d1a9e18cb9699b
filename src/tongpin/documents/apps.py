"""The stored files' declaration."""

from django.apps import AppConfig

from tongpin.capability import Capability, MenuItem, Permission, Role, register


class DocumentsConfig(AppConfig):
    """Stored files and Word templates."""

    name = "tongpin.documents"
    label = "documents"
    verbose_name = "文件"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare who may read and who may add files."""
        writers = frozenset({Role.OFFICE, Role.SECRETARY, Role.COMMITTEE_MEMBER, Role.LEADER})
        register(
            Capability(
                key="documents",
                title="文件",
                permissions=(
                    Permission(
                        "documents.view", "查看附件", writers | {Role.MEMBER, Role.SUPERVISOR}
                    ),
                    Permission("documents.write", "添加附件", writers | {Role.SUPERVISOR}),
                    Permission(
                        "documents.templates",
                        "查看文书模板",
                        frozenset({Role.OFFICE, Role.SECRETARY, Role.COMMITTEE_MEMBER}),
                    ),
                    Permission("documents.set_template", "更换文书模板", frozenset({Role.OFFICE})),
                ),
                menu=(MenuItem("文书模板", "documents:papers", "documents.templates", 910),),
            )
        )
