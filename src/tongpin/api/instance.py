"""The API instance: authentication, error bodies, bounded paging."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.params import functions
from ninja.renderers import JSONRenderer
from ninja.security import APIKeyCookie, HttpBearer
from pydantic import Field

from tongpin import __version__
from tongpin.audit.actor import Actor
from tongpin.audit.clock import site_day
from tongpin.audit.errors import Forbidden, Refused
from tongpin.org.access import actor_of
from tongpin.org.address import client_address
from tongpin.org.models import Account, ApiToken, Unit
from tongpin.org.scope import Scope

MAX_PAGE, MAX_SIZE = 10_000, 200


class Error(Schema):
    """A refusal: machine code, Chinese sentence, the field at fault where there is one."""

    code: str
    message: str
    field: str | None = None


ERRORS: dict[Any, Any] = dict.fromkeys((400, 401, 403, 404, 409, 413, 422, 429), Error)


class Paging(Schema):
    """Page number from 1 and rows a page."""

    page: int = Field(1, ge=1, le=MAX_PAGE, description="页码，从 1 起")
    size: int = Field(50, ge=1, le=MAX_SIZE, description="每页条数")


PAGED: Any = functions.Query()


class ChineseJSON(JSONRenderer):
    """JSON that shows Chinese as Chinese."""

    json_dumps_params: Mapping[str, Any] = {"ensure_ascii": False}


class TokenAuth(HttpBearer):
    """`Authorization: Bearer tp_…`."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """The actor behind a token that is neither revoked nor expired."""
        row = (
            ApiToken.objects.filter(
                Q(expires_on__isnull=True) | Q(expires_on__gte=timezone.localdate()),
                hash=hashlib.sha256(token.encode("utf-8", "replace")).hexdigest(),
                revoked_at__isnull=True,
                account__is_active=True,
                account__must_change_password=False,
            )
            .select_related("account")
            .first()
        )
        if row is None:
            return None
        return actor_of(row.account, via="api", address=client_address(request))


class SessionAuth(APIKeyCookie):
    """The browser's own session, with its CSRF token on writes."""

    param_name = "sessionid"

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        """The actor of the log-in, unless a newer log-in replaced it."""
        user = request.user
        if not isinstance(user, Account) or user.must_change_password:
            return None
        if request.session.get("stamp") != user.session_stamp:
            return None
        return actor_of(user, via="api", address=client_address(request))


api = NinjaAPI(
    title="同频接口",
    version=__version__,
    description="与网页相同的动作和查询。金额以分为单位，日期为 ISO 格式，错误均有中文说明。",
    urls_namespace="api",
    auth=[TokenAuth(), SessionAuth()],
    renderer=ChineseJSON(),
    docs_url=None,
)


def actor(request: HttpRequest) -> Actor:
    """The actor that authentication found."""
    found: Actor = request.auth  # type: ignore[attr-defined]
    return found


def scope(request: HttpRequest, permission: str) -> Scope:
    """Where the actor holds the permission; 403 where nowhere."""
    found = Scope.of(actor(request), permission)
    if not found.places:
        raise Forbidden
    return found


def unit(request: HttpRequest, code: str, permission: str) -> Unit:
    """A unit by code: outside of the actor's units 404, without the permission in it 403."""
    row = None if "\x00" in code else Unit.objects.filter(code=code).first()
    who = actor(request)
    if row is None or not who.sees(row.path):
        raise Http404
    if not who.can(permission, row.path):
        raise Forbidden
    return row


def held(
    request: HttpRequest,
    read: Callable[[Scope, int], Any],
    pk: int,
    home: Callable[[Any], Unit],
    permission: str,
) -> Any:
    """A row by key: outside of the actor's units 404, without the permission in its unit 403."""
    who, row = actor(request), read(Scope.everything(), pk)
    if row is None or not who.sees(home(row).path):
        raise Http404
    if not who.can(permission, home(row).path):
        raise Forbidden
    return row


def page(rows: Any, paging: Paging) -> dict[str, Any]:
    """One page of a query set or list: `{"count", "page", "size", "items"}`."""
    count = rows.count() if hasattr(rows, "query") else len(rows)
    start = (paging.page - 1) * paging.size
    return {
        "count": count,
        "page": paging.page,
        "size": paging.size,
        "items": list(rows[start : start + paging.size]),
    }


def _answer(
    request: HttpRequest, status: int, code: str, message: str, field: str | None = None
) -> HttpResponse:
    return api.create_response(
        request, {"code": code, "message": message, "field": field}, status=status
    )


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """A refusal of an action or a query."""
    return _answer(request, error.status, error.code, error.message, error.field)


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    """Nothing there, or outside of the actor's units."""
    return _answer(request, 404, "not_found", "没有这条记录，或者它不在您的党组织范围内。")


@api.exception_handler(AuthenticationError)
def unauthenticated(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """Neither a valid token nor a session."""
    return _answer(
        request, 401, "unauthenticated", "请先登录，或在 Authorization 头中提供有效的接口令牌。"
    )


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """The input does not have the documented form."""
    first = error.errors[0] if error.errors else {}
    names = [
        str(p)
        for p in first.get("loc", ())
        if p not in {"body", "query", "path", "payload", "paging"}
    ]
    field = ".".join(names) or None
    return _answer(
        request, 422, "invalid", f"“{field or '请求内容'}”不符合要求，请对照接口文档核对。", field
    )


@api.exception_handler(HttpError)
def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    """A body that is not JSON, a failed CSRF check and the like."""
    known = {400: "请求内容不是有效的 JSON。", 403: "未通过跨站请求校验，请刷新页面后重试。"}
    return _answer(
        request, error.status_code, "bad_request", known.get(error.status_code, "请求无法处理。")
    )


def today() -> Any:
    """The site's day, for defaults of `as_of`."""
    return site_day()
