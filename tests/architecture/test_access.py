"""The access table: every address × anonymous, outside, inside without the permission, inside with it."""

from __future__ import annotations

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.architecture.access_table import OPEN, TABLE


def addresses(resolver: URLResolver | None = None, prefix: str = "") -> list[str]:
    """Every URL name of the product with its namespaces; the API has its own table."""
    names = []
    for item in (resolver or get_resolver()).url_patterns:
        if isinstance(item, URLResolver):
            if item.app_name == "api" or "api" in str(item.pattern):
                continue
            names += addresses(item, f"{prefix}{item.namespace}:" if item.namespace else prefix)
        elif isinstance(item, URLPattern):
            assert item.name, f"{item.pattern} has no name"
            names.append(prefix + item.name)
    return names


def test_every_address_has_a_row() -> None:
    known = {row.name for row in TABLE} | set(OPEN)
    missing = sorted(set(addresses()) - known)
    assert not missing, f"addresses without a row in the access table: {missing}"
    assert not known - set(addresses()), f"rows without an address: {known - set(addresses())}"


@pytest.mark.parametrize("row", TABLE, ids=lambda r: r.name)
def test_anonymous_is_sent_to_log_in(row, cast, client) -> None:
    response = client.generic(row.method, row.url(cast))
    assert response.status_code == 302
    assert "/login/" in response["Location"]


@pytest.mark.parametrize("row", [r for r in TABLE if r.outside], ids=lambda r: r.name)
def test_outside_does_not_exist(row, cast) -> None:
    url = row.url(cast)
    assert cast.client(row.outside).generic(row.method, url).status_code == 404, url


@pytest.mark.parametrize("row", [r for r in TABLE if r.without], ids=lambda r: r.name)
def test_inside_without_permission_is_refused(row, cast) -> None:
    url = row.url(cast)
    assert cast.client(row.without).generic(row.method, url).status_code == 403, url


@pytest.mark.parametrize("row", TABLE, ids=lambda r: r.name)
def test_inside_with_permission_is_answered(row, cast) -> None:
    url = row.url(cast)
    response = cast.client(row.allowed).get(url)
    assert response.status_code in row.expected, (url, response.status_code)
