"""Field encryption: `alg$kid$base64(nonce + ciphertext + tag)`, and a blind index for equality search.

AES-256-GCM (NIST SP 800-38D) or SM4-GCM (RFC 8998); the associated data `app.Model.field` binds a
value to its column. The index is HMAC-SM3 over the normalised value, so equal values can be found
without a key search through plain text.
"""

from __future__ import annotations

import base64
import secrets
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import models

if TYPE_CHECKING:
    TextBase = models.TextField[str, str]
else:
    TextBase = models.TextField

NONCE, TAG = 12, 16


class Undecipherable(ValueError):
    """A stored value does not belong to the present key or was tampered with."""


@lru_cache(maxsize=8)
def _derived(master: str, purpose: str, length: int) -> bytes:
    kdf = HKDF(algorithm=hashes.SHA256(), length=length, salt=None, info=purpose.encode())
    return kdf.derive(master.encode())


def _key(kid: str, purpose: str, length: int) -> bytes:
    try:
        master = settings.TONGPIN_FIELD_KEYS[kid]
    except KeyError as error:
        raise Undecipherable(f"加密密钥 {kid} 不在配置中") from error
    return _derived(master, purpose, length)


def encrypt(value: str, place: str) -> str:
    """Encrypt under the newest key with the configured algorithm; empty stays empty."""
    if not value:
        return ""
    kid = next(reversed(settings.TONGPIN_FIELD_KEYS))
    algorithm = settings.TONGPIN_FIELD_CIPHER
    nonce, text, aad = secrets.token_bytes(NONCE), value.encode(), place.encode()
    if algorithm == "sm4":
        cipher = Cipher(algorithms.SM4(_key(kid, "sm4", 16)), modes.GCM(nonce)).encryptor()
        cipher.authenticate_additional_data(aad)
        sealed = cipher.update(text) + cipher.finalize() + cipher.tag
    else:
        sealed = AESGCM(_key(kid, "aes", 32)).encrypt(nonce, text, aad)
    return f"{algorithm}${kid}${base64.b64encode(nonce + sealed).decode()}"


def decrypt(stored: str, place: str) -> str:
    """The plain value; `Undecipherable` where key, place or content do not fit."""
    if not stored:
        return ""
    try:
        algorithm, kid, body = stored.split("$", 2)
        raw, aad = base64.b64decode(body, validate=True), place.encode()
        nonce, sealed = raw[:NONCE], raw[NONCE:]
        if algorithm == "sm4":
            mode = modes.GCM(nonce, sealed[-TAG:])
            cipher = Cipher(algorithms.SM4(_key(kid, "sm4", 16)), mode).decryptor()
            cipher.authenticate_additional_data(aad)
            return (cipher.update(sealed[:-TAG]) + cipher.finalize()).decode()
        return AESGCM(_key(kid, "aes", 32)).decrypt(nonce, sealed, aad).decode()
    except (ValueError, InvalidTag) as error:
        raise Undecipherable("加密内容无法解开，请核对密钥文件") from error


def blind_index(value: str, place: str) -> str:
    """HMAC-SM3 of the value under the oldest key (which therefore must be kept), in hexadecimal."""
    if not value:
        return ""
    kid = next(iter(settings.TONGPIN_FIELD_KEYS))
    mac = hmac.HMAC(_key(kid, f"index:{place}", 32), hashes.SM3())
    mac.update(value.encode())
    return mac.finalize().hex()


class EncryptedField(TextBase):
    """Text that is plain in memory and sealed in the database."""

    def place(self) -> str:
        """The associated data: the model's label and the field's name."""
        return f"{self.model._meta.label_lower}.{self.name}"

    def get_prep_value(self, value: Any) -> str:
        """Seal on the way in."""
        return encrypt(str(value), self.place()) if value else ""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str:
        """Open on the way out."""
        return decrypt(value, self.place()) if value else ""
