"""Changing sign-in codes: HMAC of a secret and the time step (RFC 6238), six digits or a QR token.

The server alone makes and checks codes, so the phone's clock plays no part; one step before and
after is taken, for slow fingers and for servers whose clocks differ.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime

STEP = 30  # seconds a code stands on the screen
TOLERANCE = 1  # steps before and after
DIGITS, TOKEN = 6, 16


def new_secret() -> str:
    """A fresh secret of 160 bits."""
    return secrets.token_hex(20)


def step_of(moment: datetime) -> int:
    """The number of the time step."""
    return int(moment.timestamp()) // STEP


def seconds_left(moment: datetime) -> int:
    """How long the present code still stands."""
    return STEP - int(moment.timestamp()) % STEP


def digits(secret: str, step: int) -> str:
    """The six digits of a step (RFC 4226, dynamic truncation)."""
    mac = _mac(secret, "code", step)
    offset = mac[-1] & 0xF
    number = int.from_bytes(mac[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def token(secret: str, step: int) -> str:
    """The longer code inside a QR picture: it cannot be guessed or typed by chance."""
    return _mac(secret, "qr", step).hex()[:TOKEN]


def is_valid(secret: str, given: str, moment: datetime) -> bool:
    """Whether digits or a token belong to the present step or one beside it; in constant time."""
    make = digits if len(given) == DIGITS else token
    now = step_of(moment)
    found = False
    for step in range(now - TOLERANCE, now + TOLERANCE + 1):
        found |= hmac.compare_digest(make(secret, step).encode(), given.encode("utf-8", "replace"))
    return found


def _mac(secret: str, purpose: str, step: int) -> bytes:
    return hmac.new(secret.encode(), f"{purpose}:{step}".encode(), hashlib.sha256).digest()
