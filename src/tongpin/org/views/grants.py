"""Accounts and their roles, for the security officer."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tongpin.audit.errors import Forbidden, Refused
from tongpin.audit.queries import history
from tongpin.org import actions, queries
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import BIGGEST_KEY, carried_out, form_page
from tongpin.org.forms.accounts import ROLES, AccountForm, GrantForm
from tongpin.org.models import Account, Person, Unit
from tongpin.ui.forms import parse_date
from tongpin.ui.listing import Column, Filter, Listing, respond


@page("org.accounts")
def accounts(request: PageRequest) -> HttpResponse:
    """Every account with its roles."""
    listing = Listing(
        request=request,
        queryset=queries.accounts(request.page.scope),
        title="账号授权",
        columns=(
            Column("username", "登录名", sort="username", link=_url),
            Column("display_name", "姓名", sort="display_name"),
            Column("grants", "角色", cell=_roles),
            Column("is_active", "状态", cell=lambda a: "启用" if a.is_active else "已停用"),
            Column("last_login", "最近登录", sort="last_login", kind="moment"),
        ),
        filters=(
            Filter("role", "角色", ROLES, lambda rows, v: rows.filter(grants__role=v)),
            Filter(
                "state",
                "状态",
                (("on", "启用"), ("off", "已停用")),
                lambda rows, v: rows.filter(is_active=v == "on"),
            ),
        ),
        search=queries.accounts_named,
        search_label="登录名或姓名",
        empty="还没有账号。",
    )
    return respond(request, listing, "org/accounts.html", title="账号授权")


def _roles(account: Account) -> str:
    return (
        "；".join(
            f"{g.get_role_display()}（{g.unit}{'及下级' if g.subtree else ''}）"
            for g in account.grants.all()
        )
        or "未授权"
    )


def _url(account: Account) -> str:
    return reverse("org:account", args=[account.pk])


@page("org.accounts")
@never_cache
def new(request: PageRequest) -> HttpResponse:
    """Open an account with its first role; the password is shown this once."""
    form = AccountForm(
        request.POST or None, scope=request.page.scope, initial={"unit": request.page.unit}
    )
    if request.method == "POST":
        made = carried_out(form, lambda: _open(request, form))
        if made is not None:
            return _password(request, made[0], made[1], "账号已开通")
    return form_page(request, form, title="开通账号", submit="开通", cancel=reverse("org:accounts"))


def _open(request: PageRequest, form: AccountForm) -> tuple[Account, str]:
    data = dict(form.cleaned_data)
    data["person"] = _named(data["unit"], data["person"]) if data["person"] else None
    return actions.open_account(request.page.actor, **data)


def _named(unit: Unit, text: str) -> Person:
    """The one person of the unit's roster that `李明` or `李明 1985-06-01` means."""
    match = re.fullmatch(r"(.+?)[\s，,]+([\d年月日./-]{8,11})", text)
    name, born = (match[1], match[2]) if match else (text, "")
    try:
        day = parse_date(born) if born else None
    except ValueError as error:
        raise Refused(f"出生日期{error}", field="person") from error
    found = queries.people_named(unit, name.strip(), day)
    if not found:
        raise Refused(f"{unit}的名册里没有“{name}”。", field="person")
    if len(found) > 1:
        raise Refused(
            f"有 {len(found)} 个“{name}”，请在姓名后加出生日期，例如“{name} 1985-06-01”。",
            field="person",
        )
    return found[0]


@page("org.accounts")
@never_cache
def account(request: PageRequest, pk: int) -> HttpResponse:
    """One account: roles, state, password."""
    found = _account(request, pk)
    return _page(request, found, GrantForm(scope=request.page.scope))


@page("org.accounts")
@require_POST
def add_grant(request: PageRequest, pk: int) -> HttpResponse:
    """Give a role."""
    found = _account(request, pk)
    form = GrantForm(request.POST, scope=request.page.scope)
    row = carried_out(
        form,
        lambda: actions.grant(request.page.actor, account=found, **form.cleaned_data),
    )
    if row is None:
        return _page(request, found, form, status=getattr(form, "status", 400))
    messages.success(request, f"已授予{row.get_role_display()}（{row.unit}）。")
    return redirect("org:account", pk)


@page("org.accounts")
@require_POST
def remove_grant(request: PageRequest, pk: int) -> HttpResponse:
    """Take a role back."""
    row = queries.grant(request.page.visible, pk) if pk <= BIGGEST_KEY else None
    if row is None:
        raise Http404
    unit = request.page.require(row.unit)
    key = row.account_id
    actions.revoke(request.page.actor, unit=unit, row=row)
    messages.success(request, "授权已收回。")
    return redirect("org:account", key)


@page("org.accounts")
@require_POST
def set_active(request: PageRequest, pk: int) -> HttpResponse:
    """Switch on or off."""
    found = _account(request, pk)
    active = request.POST.get("active") == "1"
    unit = _authority(request, found)
    actions.set_active(request.page.actor, unit=unit, account=found, active=active)
    messages.success(request, "账号已启用。" if active else "账号已停用，已有的登录立即失效。")
    return redirect("org:account", pk)


@page("org.accounts")
@require_POST
@never_cache
def reset_password(request: PageRequest, pk: int) -> HttpResponse:
    """A new random password, shown this once."""
    found = _account(request, pk)
    password = actions.reset_password(
        request.page.actor, unit=_authority(request, found), account=found
    )
    return _password(request, found, password, "密码已重置")


def _account(request: PageRequest, pk: int) -> Account:
    found = queries.account(request.page.visible, pk) if pk <= BIGGEST_KEY else None
    if found is None:
        raise Http404
    held = [grant.unit for grant in found.grants.all()]
    if held and not any(request.page.can("org.accounts", unit) for unit in held):
        raise Forbidden
    return found


def _authority(request: PageRequest, found: Account) -> Unit:
    """The unit on whose behalf the account is changed; every one of its roles must lie in reach.

    Else whoever manages accounts of one branch could take over the account of the whole bureau.
    """
    units = [grant.unit for grant in found.grants.all()] or [queries.root()]
    for unit in units:
        assert unit is not None
        if not request.page.can("org.accounts", unit):
            raise Forbidden("该账号在您管理范围以外也有角色，请由上级安全管理员办理。")
    top = min((u for u in units if u is not None), key=lambda u: len(u.path))
    return top


def _page(
    request: PageRequest, found: Account, form: GrantForm, *, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "title": str(found),
        "account": found,
        "grants": found.grants.all(),
        "form": form,
        "history": history(found),
        "own": found.pk == request.page.actor.account_id,
    }
    return render(request, "org/account.html", context, status=status)


def _password(request: PageRequest, found: Account, password: str, title: str) -> HttpResponse:
    return render(
        request, "org/new_password.html", {"title": title, "account": found, "password": password}
    )
