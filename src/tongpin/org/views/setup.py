"""The first run on an empty database."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from tongpin.audit.actor import Actor
from tongpin.org import actions, queries, setup
from tongpin.org.address import client_address
from tongpin.org.editing import carried_out, form_page
from tongpin.org.forms.setup import SetupForm


@login_not_required
@never_cache
@sensitive_post_parameters()
def first_run(request: HttpRequest) -> HttpResponse:
    """Bureau, security officer and office account by the one-time code of the terminal."""
    if queries.is_set_up():
        return redirect("org:login")
    if setup.is_void():
        return render(request, "org/setup_void.html", {"title": "设置码已作废"}, status=429)
    setup.ensure_code()
    form = SetupForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if form.is_valid() and not setup.is_right(form.cleaned_data["code"]):
            if setup.is_void():
                return render(request, "org/setup_void.html", {"title": "设置码已作废"}, status=429)
            form.add_error("code", f"设置码不正确，还可以再试 {setup.tries_left()} 次。")
        done = carried_out(form, lambda: _set_up(request, form))
        if done is not None:
            setup.forget_code()
            return render(request, "org/setup_done.html", {"title": "设置完成", **done})
    return form_page(request, form, "org/setup.html", title="首次设置")


def _set_up(request: HttpRequest, form: SetupForm) -> dict[str, object]:
    address = client_address(request)
    security, office = form.values("security"), form.values("office")
    bureau, passwords = actions.set_up(
        Actor(name="首次设置", address=address, everywhere=True),
        bureau=form.values("bureau"),
        security=security,
        office=office,
    )
    return {
        "bureau": bureau,
        "accounts": [
            {
                "role": role,
                "username": given["username"],
                # A password that the installer typed is known; only a made one is shown.
                "password": "" if given["password"] else passwords[given["username"]],
            }
            for role, given in (("安全管理员", security), ("党办工作人员", office))
        ],
    }
