"""Money as the rulebook counts it: integer fen, rates in ten-thousandths, half up."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
RATE_PARTS = 10_000
"""Rates are kept as whole ten-thousandths (0.5 % is 50), so that sums stay exact integers."""


def fen(yuan: Decimal) -> int:
    """Yuan as whole fen, half up."""
    return int((yuan * 100).quantize(Decimal(1), ROUND_HALF_UP))


def yuan(amount_fen: int) -> str:
    """Fen as a decimal string: 7793 is "77.93"."""
    return str((Decimal(amount_fen) / 100).quantize(CENT))


def parts(rate: Decimal) -> int:
    """A rate as whole ten-thousandths; ValueError when it has more places."""
    scaled = rate * RATE_PARTS
    if scaled != scaled.to_integral_value():
        raise ValueError(f"比例 {rate} 超过万分位")
    return int(scaled)


def percent(rate: Decimal) -> str:
    """0.015 as 1.5%."""
    return f"{(rate * 100).normalize():f}%"
