"""Receipt codes, the question at the door, and the limit on floods: nothing that names a sender.

A code is shown once and kept as a hash only. The question is signed, lasts half an hour and counts
once, whichever worker sees it.
"""

from __future__ import annotations

import hashlib
import secrets

from django.conf import settings
from django.core import signing

from tongpin.audit.clock import site_day
from tongpin.ledgers.opinions import door
from tongpin.ledgers.opinions.models import UsedQuestion

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 12
DIGITS = "零一二三四五六七八九"
LASTS = 30 * 60
MINUTE, DAY = 60, 24 * 3600
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
    return answer.strip() == str(right) and _is_first(str(nonce))


def _is_first(nonce: str) -> bool:
    """Whether the question was not answered before; kept by its day until the box is emptied."""
    _, is_new = UsedQuestion.objects.get_or_create(
        nonce=nonce[:32], defaults={"used_on": site_day()}
    )
    return is_new


def is_flooding(address: str) -> bool:
    """Whether too many letters come from one place."""
    by_day = door.came("letter", address, DAY) > settings.TONGPIN_LETTERS_A_DAY
    return door.came("letter", address, MINUTE) > settings.TONGPIN_LETTERS_A_MINUTE or by_day


def is_searching(address: str) -> bool:
    """Whether too many codes are tried from one place; counted apart from letters."""
    return door.came("look", address, MINUTE) > settings.TONGPIN_LOOKS_A_MINUTE
