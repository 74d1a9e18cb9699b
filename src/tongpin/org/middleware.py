"""Who is at the other end: the actor of each request, session limits and Chinese refusals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from tongpin.audit.errors import Refused
from tongpin.org.access import actor_of
from tongpin.org.address import client_address
from tongpin.org.models import Account

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
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """Turn a refusal into a page with its sentence and its status."""
        if not isinstance(error, Refused):
            return None
        return render(
            request,
            "ui/error.html",
            {"status": error.status, "message": error.message},
            status=error.status,
        )
