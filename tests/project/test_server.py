"""`tongpin serve`: what the workers, which are forked, get from their parent."""

from __future__ import annotations

import argparse

import pytest
from django.db import connection, connections

from tongpin.project import server


@pytest.mark.django_db(transaction=True)
def test_the_workers_inherit_no_open_connection(monkeypatch, capsys) -> None:
    """Two workers on one inherited connection to PostgreSQL read each other's answers."""
    inherited: list[object] = []

    class Forking:
        def __init__(self, *_: object, **__: object) -> None: ...

        def serve(self) -> None:
            for one in connections.all(initialized_only=True):
                inherited.append(one.connection)
                inherited.extend(getattr(one, "_connection_pools", {}).values())

    def prepare() -> None:
        connection.ensure_connection()
        assert connection.connection is not None

    monkeypatch.setattr("granian.Granian", Forking)
    monkeypatch.setattr(server, "_prepare", prepare)
    assert server.run([], argparse.ArgumentParser()) == 0
    assert not any(inherited)
    assert "同频已启动" in capsys.readouterr().out
