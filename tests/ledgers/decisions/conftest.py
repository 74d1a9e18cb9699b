"""The room in which the leading team decides."""

from __future__ import annotations

import pytest

from tests.ledgers.decisions import table


@pytest.fixture
def room(cast):
    """The leading team is seated."""
    table.seat(cast)
    return cast
