"""Who is at the other end: the actor of each request, session limits and Chinese refusals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from tongpin.audit import submissions
from tongpin.audit.errors import Conflict, Refused
from tongpin.audit.submissions import Repeated
from tongpin.org.access import actor_of
from tongpin.org.address import client_address
from tongpin.org.models import Account

TWICE = "这次提交刚才已经办理，没有重复登记。"
IN_DOUBT = "同样的内容刚才已经提交过，请先到列表里核对是否已经办好，没有的再填一次。"
Handler = Callable[[HttpRequest], HttpResponseBase]


class PagesNeedLogin(LoginRequiredMiddleware):
    """Every page asks for a log-in unless it says otherwise; the API authenticates by itself."""

    def process_view(
        self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any
    ) -> Any:
        """Leave `/api/` to the API's own authentication, which answers 401 instead of a redirect."""
        if request.path.startswith("/api/"):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


class ActorMiddleware:
    """Sets `request.actor`; ends a session that was replaced by a newer log-in or deactivated."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Attach the actor, or send the account to what it must do first."""
        request.actor = None  # type: ignore[attr-defined]
        user = request.user
        if isinstance(user, Account) and not request.path.startswith("/api/"):
            if request.session.get("stamp") != user.session_stamp:
                logout(request)
                return redirect(f"{reverse('org:login')}?ended=1")
            request.actor = actor_of(user, address=client_address(request))  # type: ignore[attr-defined]
            allowed = {reverse("org:password"), reverse("org:logout")}
            if user.must_change_password and request.path not in allowed:
                return redirect("org:password")
        actor: Any = request.actor  # type: ignore[attr-defined]
        if actor is None or request.method != "POST":
            return self.get_response(request)
        with submissions.under_way(actor.account_id, request):
            response = self.get_response(request)
            submissions.answered(response)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """Turn a refusal into a page with its sentence and its status; send a form that came twice
        to where it led the first time.
        """
        if isinstance(error, Repeated):
            if place := submissions.first_answer():
                messages.info(request, TWICE)
                return redirect(place)
            error = Conflict(IN_DOUBT)
        if not isinstance(error, Refused):
            return None
        return render(
            request,
            "ui/error.html",
            {"status": error.status, "message": error.message},
            status=error.status,
        )
