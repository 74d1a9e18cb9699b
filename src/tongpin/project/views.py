"""Error pages of the whole site, in Chinese and with the cure."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def _error(request: HttpRequest, status: int, message: str) -> HttpResponse:
    return render(request, "ui/error.html", {"status": status, "message": message}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return _error(request, 400, "提交的内容无法识别。请返回上一页核对后重试。")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return _error(request, 403, "您没有打开此页面的权限。如有需要，请联系安全管理员授权。")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return _error(request, 404, "没有这个页面，或者它不在您所属的党组织范围内。")


def server_error(request: HttpRequest) -> HttpResponse:
    """500."""
    return _error(
        request, 500, "系统出现故障，您刚才的操作没有保存。请稍后重试，仍不行请联系系统管理员。"
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is gone, mostly because the session ended."""
    return _error(
        request, 403, "页面停留过久或未启用 Cookie，提交未被接受。请返回上一页刷新后重新提交。"
    )
