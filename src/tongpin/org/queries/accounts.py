"""Reads of accounts, grants and tokens."""

from __future__ import annotations

from django.db.models import Prefetch, Q

from tongpin.org.models import (
    Account,
    ApiToken,
    Grant,
)
from tongpin.org.queries.units import root
from tongpin.org.scope import Scope, ScopedQuerySet


def accounts(scope: Scope) -> ScopedQuerySet:
    """Accounts with a grant inside the scope; without any grant they show to the whole-tree reader."""
    visible = Grant.objects.within(scope).values("account")
    condition = Q(pk__in=visible)
    if any(r is not None and scope.covers(r.path) for r in [root()]):
        condition |= Q(grants__isnull=True)
    rows = Account._default_manager.filter(condition).distinct().select_related("person")
    return rows.prefetch_related(Prefetch("grants", Grant.objects.select_related("unit")))  # type: ignore[return-value]


def tokens(account_id: int) -> list[ApiToken]:
    """An account's tokens, newest first."""
    return list(ApiToken.objects.filter(account_id=account_id))


def token(account_id: int, pk: int) -> ApiToken | None:
    """One token of an account that is still good."""
    return ApiToken.objects.filter(account_id=account_id, pk=pk, revoked_at__isnull=True).first()


def grants_of(account_id: int) -> list[Grant]:
    """An account's grants with their units."""
    return list(Grant.objects.filter(account_id=account_id).select_related("unit"))


def account(scope: Scope, pk: int) -> Account | None:
    """One account that shows in the scope."""
    return accounts(scope).filter(pk=pk).first()


def grant(scope: Scope, pk: int) -> Grant | None:
    """One grant."""
    return Grant.objects.within(scope).select_related("account", "unit").filter(pk=pk).first()


def accounts_named(rows: ScopedQuerySet, text: str) -> ScopedQuerySet:
    """Accounts whose log-in name or name contains the text."""
    return rows.filter(Q(username__icontains=text) | Q(display_name__icontains=text))
