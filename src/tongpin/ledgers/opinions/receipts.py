"""Receipt codes, the question at the door, and the limit on floods: nothing that names a sender.

A code is shown once and kept as a hash only. The question is signed, lasts half an hour and counts
once. The limiter keeps counters in memory under a key that changes every day.
"""

from __future__ import annotations

import hashlib
import secrets

from django.core import signing
from django.core.cache import cache
from django.utils.crypto import salted_hmac

from tongpin.audit.clock import site_day

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 12
DIGITS = "零一二三四五六七八九"
LASTS = 30 * 60
MOST_A_DAY, MOST_A_MINUTE = 20, 5
SALT = "tongpin.opinions.question"


def new_code() -> str:
    """A code such as 7KQ2-MX9A-PH4T."""
    plain = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(plain[i : i + 4] for i in range(0, LENGTH, 4))


def hashed(code: str) -> str:
    """What is kept of a code: 59 random bits are out of reach of guessing, so a plain hash is enough."""
    plain = "".join(c for c in code.upper() if c in ALPHABET)
    return hashlib.sha256(f"{SALT}:{plain}".encode()).hexdigest()


def question() -> tuple[str, str]:
    """`(words, token)`: a sum in Chinese words, and its signed answer."""
    first, second = secrets.randbelow(9) + 1, secrets.randbelow(9) + 1
    token = signing.dumps([first + second, secrets.token_hex(8)], salt=SALT)
    return f"{DIGITS[first]}加{DIGITS[second]}等于几？（填数字）", token


def answered(token: str, answer: str) -> bool:
    """Whether the answer is right, in time, and given for the first time."""
    try:
        right, nonce = signing.loads(token, salt=SALT, max_age=LASTS)
    except (signing.BadSignature, ValueError, TypeError):
        return False
    return answer.strip() == str(right) and cache.add(f"opinion-question:{nonce}", 1, LASTS)


def is_flooding(address: str) -> bool:
    """Whether too much came from one place; counted under a name that is not the address."""
    key = salted_hmac(SALT, f"{site_day()}:{address}", algorithm="sha256").hexdigest()[:32]
    day, minute = f"opinion-day:{key}", f"opinion-minute:{key}"
    return _counted(day, 24 * 3600) > MOST_A_DAY or _counted(minute, 60) > MOST_A_MINUTE


def _counted(key: str, lasts: int) -> int:
    """One more under the key; from one again where it ran out, or had to make room, meanwhile."""
    cache.add(key, 0, lasts)
    try:
        return cache.incr(key)
    except ValueError:
        cache.set(key, 1, lasts)
        return 1
