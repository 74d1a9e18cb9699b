"""Log-in, log-out and the own account."""

from __future__ import annotations

import math
from typing import Any

from axes.helpers import get_cool_off
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from tongpin.audit.actor import Actor
from tongpin.audit.queries import entries_of_account
from tongpin.org import actions, queries
from tongpin.org.access import PageRequest, actor_of, page
from tongpin.org.address import client_address
from tongpin.org.editing import BIGGEST_KEY, carried_out, form_page
from tongpin.org.forms.accounts import LoginForm, PasswordForm, TokenForm
from tongpin.org.models import Account

RECENT = 8


@login_not_required
@never_cache
@sensitive_post_parameters("password")
def log_in(request: HttpRequest) -> HttpResponse:
    """Log in; on an empty database the way leads to the first-run page."""
    if request.user.is_authenticated:
        return redirect(_next(request) or "/")
    if not queries.is_set_up():
        return redirect("org:setup")
    form = LoginForm(request.POST if request.method == "POST" else None)
    ended = request.method == "GET" and request.GET.get("ended") == "1"
    if request.method == "POST":
        form.status = 400  # type: ignore[attr-defined]
        if form.is_valid():
            account = authenticate(request, **form.cleaned_data)
            if isinstance(account, Account):
                return _entered(request, account)
            form.add_error(None, "登录名或密码不正确。连续输错 5 次，该登录名将暂停登录 15 分钟。")
    return form_page(
        request,
        form,
        "org/login.html",
        title="登录",
        next=_next(request),
        ended=ended,
    )


def _entered(request: HttpRequest, account: Account) -> HttpResponse:
    login(request, account)
    actor = actor_of(account, address=client_address(request))
    request.session["stamp"] = actions.start_session(actor, account=account)
    wanted = _next(request)
    if wanted and wanted != "/":
        return redirect(wanted)
    return redirect(_landing(actor))


def _landing(actor: Actor) -> str:
    """Where an account begins: the office of an empty bureau with the roster, officers with their page."""
    if actor.can("org.import") and not queries.has_people():
        return "org:roster-import"
    if actor.can("org.search"):
        return "/"
    if actor.can("org.accounts"):
        return "org:accounts"
    return "audit:list" if actor.can("audit.view") else "org:me"


def _next(request: HttpRequest) -> str:
    """The address asked for before, if it lies on this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe and "\x00" not in wanted and len(wanted) < 2000 else ""


def locked_out(request: HttpRequest, *rest: Any) -> HttpResponse:
    """Too many wrong passwords (django-axes): how long to wait and whom to ask."""
    pause = get_cool_off(request)
    minutes = math.ceil(pause.total_seconds() / 60) if pause else 0
    response = render(
        request,
        "org/locked.html",
        {"title": "暂停登录", "minutes": minutes},
        status=429,
    )
    if minutes:
        response["Retry-After"] = str(minutes * 60)
    return response


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """Log out."""
    logout(request)
    messages.success(request, "您已退出登录。")
    return redirect("org:login")


@never_cache
@sensitive_post_parameters("old", "new", "again")
def password(request: PageRequest) -> HttpResponse:
    """Change the own password; the first one must be changed before anything else."""
    account = _account(request)
    actor = request.actor or actor_of(account)
    forced = account.must_change_password
    form = PasswordForm(request.POST or None)
    if request.method == "POST":
        changed = carried_out(
            form,
            lambda: actions.change_own_password(
                actor,
                account=account,
                old=form.cleaned_data["old"],
                new=form.cleaned_data["new"],
            ),
        )
        if changed:
            update_session_auth_hash(request, changed)
            request.session["stamp"] = changed.session_stamp
            messages.success(request, "密码已修改，其他地方的登录已失效。")
            return redirect(_landing(actor) if forced else "org:me")
    template = "org/first_password.html" if forced else "ui/form.html"
    return form_page(
        request,
        form,
        template,
        title="修改密码",
        submit="修改密码",
        cancel="/org/me/",
        forced=forced,
    )


@page("org.self")
@never_cache
def me(request: PageRequest) -> HttpResponse:
    """The own account: grants, log-ins and tokens."""
    return _me(request, TokenForm())


@page("org.self")
@require_POST
@never_cache
def issue_token(request: PageRequest) -> HttpResponse:
    """Make a token and show its secret this once."""
    form = TokenForm(request.POST)
    made = carried_out(
        form,
        lambda: actions.issue_token(
            request.page.actor, account=_account(request), **form.cleaned_data
        ),
    )
    if made is None:
        return _me(request, form, status=getattr(form, "status", 400))
    return _me(request, TokenForm(), secret=made[1], token=made[0])


@page("org.self")
@require_POST
def revoke_token(request: PageRequest, pk: int) -> HttpResponse:
    """End an own token."""
    token = queries.token(_account(request).pk, pk) if pk <= BIGGEST_KEY else None
    if token is None:
        raise Http404
    actions.revoke_token(request.page.actor, token=token)
    messages.success(request, f"接口令牌“{token.name}”已吊销。")
    return redirect("org:me")


def _me(request: PageRequest, form: TokenForm, *, status: int = 200, **extra: Any) -> HttpResponse:
    account = _account(request)
    context = {
        "title": "我的账号",
        "account": account,
        "grants": queries.grants_of(account.pk),
        "tokens": queries.tokens(account.pk),
        "logins": entries_of_account(account.pk, "org.start_session", limit=RECENT),
        "form": form,
        **extra,
    }
    return render(request, "org/me.html", context, status=status)


def _account(request: HttpRequest) -> Account:
    account = request.user
    assert isinstance(account, Account)
    return account
