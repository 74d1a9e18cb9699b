"""The site's own signing key and the fingerprints by which people compare keys over the telephone."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

KEY_FILE = "transfer.key"
KEY_BYTES = 32


def own_key() -> Ed25519PrivateKey:
    """The site's key (RFC 8032), made at first use and kept in the data folder for the owner alone."""
    place = Path(settings.DATA_DIR) / KEY_FILE
    if not place.exists():
        _make(place)
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(place.read_text("ascii")))


def _make(place: Path) -> None:
    """Write the key beside its place and link it there: of two processes the first one wins."""
    place.parent.mkdir(parents=True, exist_ok=True)
    raw = Ed25519PrivateKey.generate().private_bytes_raw()
    temporary = place.with_name(f".{KEY_FILE}.{secrets.token_hex(4)}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as stream:
        stream.write(base64.b64encode(raw).decode())
    try:
        os.link(temporary, place)
    except FileExistsError:
        pass
    finally:
        temporary.unlink()


def own_public() -> str:
    """The site's public key, base64 of 32 bytes."""
    return base64.b64encode(own_key().public_key().public_bytes_raw()).decode()


def read_public(text: str) -> str:
    """A public key as pasted, in its one way of writing; ValueError where it is none."""
    try:
        raw = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != KEY_BYTES:
        raise ValueError("公钥应是 44 个字符的一行，请从对方的“交换密钥”页面完整复制。")
    return base64.b64encode(raw).decode()


def fingerprint(public: str) -> str:
    """Eight groups of four hexadecimal digits of the SHA-256 of the key: `3F2A 91C0 …`."""
    digest = hashlib.sha256(base64.b64decode(public)).hexdigest()[:32].upper()
    return " ".join(digest[n : n + 4] for n in range(0, 32, 4))


def sign(data: bytes) -> str:
    """The site's signature, base64."""
    return base64.b64encode(own_key().sign(data)).decode()


def is_signed(data: bytes, signature: str, public: str) -> bool:
    """Whether the signature over the data was made with the key."""
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public))
        key.verify(base64.b64decode(signature, validate=True), data)
    except (InvalidSignature, ValueError):
        return False
    return True
