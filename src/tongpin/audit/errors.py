"""Refusals that every way in (page, API, import, command) turns into a clear Chinese answer."""

from __future__ import annotations


class Refused(Exception):
    """A request that cannot be carried out. `field` names the input at fault, where there is one."""

    status = 400

    def __init__(self, message: str, *, field: str | None = None, code: str = "invalid") -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.code = code


class Forbidden(Refused):
    """The unit is visible but the permission is missing (403)."""

    status = 403

    def __init__(
        self, message: str = "您在该党组织没有办理此事的权限。", *, code: str = "forbidden"
    ) -> None:
        super().__init__(message, code=code)


class Conflict(Refused):
    """Somebody else changed the record in the meantime (409)."""

    status = 409

    def __init__(
        self,
        message: str = "您编辑期间，这条记录已被他人修改。您填写的内容仍在页面上，请核对后再保存。",
        *,
        code: str = "conflict",
    ) -> None:
        super().__init__(message, code=code)
