"""The door of every page: log-in, permission, unit and day.

`@page("life.write")` makes sure that somebody is logged in and holds the permission somewhere, and
gives the view a `PageContext`: the actor, the scope of the permission, the chosen unit, year and
day of judgement. A unit outside of the actor's units does not exist (404); one inside without the
permission is refused (403).
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, When
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from tongpin.audit.actor import Actor, Right
from tongpin.audit.clock import site_day
from tongpin.audit.errors import Forbidden, Refused
from tongpin.capability import Role, permission, permissions_of
from tongpin.org.models import Account, Grant, Unit, UnitKind
from tongpin.org.scope import Scope

FIRST_YEAR, LAST_YEAR = 2000, 2099
MOST_UNITS = 60


@dataclass
class PageContext:
    """What a page knows about its reader and its place."""

    actor: Actor
    permission: str
    scope: Scope
    unit: Unit | None
    year: int
    as_of: date

    def require(self, unit: Unit, permission: str | None = None) -> Unit:
        """The unit itself; 404 outside of the actor's units, 403 without the permission in it."""
        if not self.actor.sees(unit.path):
            raise Http404
        if not self.actor.can(permission or self.permission, unit.path):
            raise Forbidden
        return unit

    def can(self, permission: str, unit: Unit | None = None) -> bool:
        """Whether the actor holds the permission in the unit, or anywhere."""
        return self.actor.can(permission, unit.path if unit is not None else None)

    @property
    def bureau(self) -> Unit | None:
        """The topmost unit, for the page's head."""
        return Unit.objects.filter(parent=None).order_by("pk").first()

    @functools.cached_property
    def near_units(self) -> list[tuple[str, str]]:
        """`(code, name)` for the switcher, where the permission is held, groups left out.

        Of more than `MOST_UNITS` those next to the chosen one, in its order; one statement either way.
        """
        rows = Unit.objects.within(self.scope).exclude(kind=UnitKind.GROUP)
        if self.unit is not None:
            above = [int(key) for key in self.unit.path.split("/") if key]
            distance = Case(
                When(pk__in=above, then=0), When(parent=self.unit.pk, then=1),
                When(parent=self.unit.parent_id or 0, then=2), default=3,
            )  # fmt: skip
            rows = rows.annotate(distance=distance).order_by("distance", "order", "path")
        named = rows.values_list("code", "short_name", "name", "order", "path")
        found = list(named[: MOST_UNITS + 1])
        if len(found) <= MOST_UNITS:
            found.sort(key=lambda row: row[3:])
        return [(code, short or name) for code, short, name, _, _ in found]

    @property
    def has_more_units(self) -> bool:
        """Whether the switcher cannot offer all units, so that one has to be looked for."""
        return len(self.near_units) > MOST_UNITS

    @property
    def years(self) -> range:
        """The years that the switcher offers."""
        return range(min(self.year, self.as_of.year) - 2, max(self.year, self.as_of.year) + 2)

    @property
    def visible(self) -> Scope:
        """Everything the actor sees under any right at all; for look-ups that answer 403, not 404."""
        if self.actor.everywhere:
            return Scope.everything()
        return Scope(tuple((r.path, r.subtree) for r in self.actor.rights))


class PageRequest(HttpRequest):
    """A request behind `@page`."""

    actor: Actor | None
    page: PageContext


View = Callable[..., HttpResponseBase]


def page(key: str) -> Callable[[View], View]:
    """Put a view behind a permission. An undeclared permission fails at the first request."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def wrapper(request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            permission(key)
            actor = request.actor
            if actor is None:
                raise Forbidden("请先登录。")
            if not actor.can(key):
                raise Forbidden("您的账号没有打开此页面的权限，如有需要请联系安全管理员授权。")
            request.page = _context(request, actor, key)
            return view(request, *args, **kwargs)

        wrapper.permission = key  # type: ignore[attr-defined]
        return wrapper

    return decorate


def actor_of(account: Account, *, via: Any = "web", address: str = "") -> Actor:
    """The actor that an account is: its grants (on units that still exist) turned into rights."""
    grants = Grant.objects.filter(account=account).select_related("unit")
    return Actor(
        name=account.display_name,
        account_id=account.pk,
        person_id=account.person_id,
        via=via,
        address=address,
        rights=tuple(Right(permissions_of(Role(g.role)), g.unit.path, g.subtree) for g in grants),
    )


def _context(request: HttpRequest, actor: Actor, key: str) -> PageContext:
    scope = Scope.of(actor, key)
    day = _day(request.GET.get("as_of"))
    return PageContext(
        actor=actor,
        permission=key,
        scope=scope,
        unit=_unit(request, actor, key),
        year=_year(request.GET.get("year"), day),
        as_of=day,
    )


def _day(text: str | None) -> date:
    if not text:
        return site_day()
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Refused("判定日须写成 2020-09-20 这样的日期。", field="as_of") from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Refused(f"判定日须在 {FIRST_YEAR} 年至 {LAST_YEAR} 年之间。", field="as_of")
    return day


def _year(text: str | None, day: date) -> int:
    if not text:
        return day.year
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise Refused("年度须为四位数字，例如 2020。", field="year")
    if not FIRST_YEAR <= int(text) <= LAST_YEAR:
        raise Refused(f"年度须在 {FIRST_YEAR} 至 {LAST_YEAR} 之间。", field="year")
    return int(text)


def _unit(request: HttpRequest, actor: Actor, key: str) -> Unit | None:
    """The unit asked for, else the last one used, else the first on which the permission is held."""
    asked = request.GET.get("unit")
    scope = Scope.of(actor, key)
    if asked:
        unit = Unit.objects.filter(code=asked[:40].replace("\x00", "")).first()
        if unit is None or not actor.sees(unit.path):
            raise Http404
        if not scope.covers(unit.path):
            raise Forbidden
        request.session["unit"] = unit.code
        return unit
    remembered = request.session.get("unit")
    units = Unit.objects.within(scope).order_by("path")
    if remembered:
        unit = units.filter(code=remembered).first()
        if unit is not None:
            return unit
    return units.first()


def refusal_response(error: Refused) -> HttpResponse:
    """The plain answer for a refusal outside of a page (files, partials)."""
    return HttpResponse(
        error.message, status=error.status, content_type="text/plain; charset=utf-8"
    )
