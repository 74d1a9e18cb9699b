"""The file that two Tongpins exchange: one signed letter, or the receipt that answers it.

JSON of format `tongpin-transfer`, version 1. Signed (Ed25519) are the bytes of the canonical form:
the object without `signature`, keys sorted, no spaces, UTF-8, no numbers but whole ones. A file that
was re-indented still verifies; one whose content changed does not. It holds what the paper letter
holds, and for those who are not yet full members a summary of the development file.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from tongpin.audit.errors import Refused
from tongpin.ledgers.transfers import signing

FORMAT, VERSION = "tongpin-transfer", 1
LIMIT = 256 * 1024
MONTH = r"^20\d\d-(0[1-9]|1[0-2])$"
NO_CONTROL = r"^[^\x00-\x1f\x7f]*$"

Name = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=NO_CONTROL)]
Line = Annotated[str, StringConstraints(max_length=200, pattern=NO_CONTROL)]
Stage = Literal["applicant", "activist", "object", "probationary", "full"]


class Part(BaseModel):
    """A part of the file: no key more and none less than is known."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Site(Part):
    """One end: the committee and the public key of its site."""

    name: Name
    key: Line


class StageSince(Part):
    """A stage and the day it began."""

    stage: Stage
    since: date


class Particulars(Part):
    """Who is transferred, as the paper letter says it."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=50, pattern=NO_CONTROL)]
    sex: Literal["", "male", "female"]
    born_on: date | None
    nation: Line
    stage: Stage
    identity_number: Annotated[str, StringConstraints(pattern=r"^(\d{17}[\dX])?$")]
    phone: Line
    stages: Annotated[list[StageSince], Field(min_length=1, max_length=10)]


class Letter(Part):
    """The letter itself. `paid_until` is the last month whose dues were paid: `2020-09`."""

    number: Name
    issued_on: date
    valid_until: date
    from_branch: Name
    to_branch: Line
    paid_until: Annotated[str, StringConstraints(pattern=r"^(20\d\d-(0[1-9]|1[0-2]))?$")]
    reason: Line
    address: Line
    telephone: Line
    materials: Annotated[list[Line], Field(max_length=40)]


class Answer(Part):
    """The receipt: accepted on a day into a branch, or returned with a reason."""

    number: Name
    outcome: Literal["accepted", "returned"]
    on: date
    branch: Line
    reason_code: Line
    reason: Line
    handler: Line
    telephone: Line


class Document(Part):
    """A whole file without its signature."""

    format: Literal["tongpin-transfer"] = "tongpin-transfer"
    version: Literal[1] = 1
    kind: Literal["letter", "receipt"]
    id: UUID
    sender: Site
    recipient: Site
    person: Particulars | None = None
    letter: Letter | None = None
    answer: Answer | None = None

    def canonical(self) -> bytes:
        """The bytes that are signed."""
        return canonical(self.model_dump(mode="json"))


def canonical(value: Any) -> bytes:
    """The one way of writing a value down."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def sealed(document: Document) -> bytes:
    """The file: the document with the site's signature, readable line by line."""
    whole = document.model_dump(mode="json") | {"signature": signing.sign(document.canonical())}
    return json.dumps(whole, sort_keys=True, indent=1, ensure_ascii=False).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class Received:
    """A file that was read: not yet known to be from whom it says."""

    document: Document
    signature: str

    @property
    def is_authentic(self) -> bool:
        """Whether it was signed with the key that it names as its sender's."""
        return signing.is_signed(
            self.document.canonical(), self.signature, self.document.sender.key
        )


def read(data: bytes, name: str) -> Received:
    """Read a file strictly; `Refused` says what is wrong with it and the cure."""
    if len(data) > LIMIT:
        raise _wrong(name, "太大，不是转接文件。请确认选对了文件", code="too_large")
    try:
        whole = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_once, parse_float=_none)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError, ValueError):
        raise _wrong(name, "不完整或者已损坏，读不出内容。请对方重新导出发送") from None
    if not isinstance(whole, dict) or whole.get("format") != FORMAT:
        raise _wrong(name, "不是同频的转接文件。请选择对方导出的 .json 文件")
    if whole.get("version") != VERSION:
        raise _wrong(name, f"的版本本系统还不认识（本系统支持第 {VERSION} 版）。请升级后再导入")
    signature = whole.pop("signature", None)
    try:
        document = Document.model_validate_json(canonical(whole))
    except (ValidationError, UnicodeEncodeError) as error:
        raise _wrong(name, f"内容不合规定{_place(error)}。请对方重新导出发送") from None
    parts = (document.person, document.letter, document.answer)
    expected = (True, True, False) if document.kind == "letter" else (False, False, True)
    if not isinstance(signature, str) or tuple(p is not None for p in parts) != expected:
        raise _wrong(name, "缺少必要的内容或者签名。请对方重新导出发送")
    if canonical(whole) != document.canonical():
        raise _wrong(name, "的写法与规定不一致。请对方重新导出发送")
    return Received(document, signature)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key twice")
    return found


def _none(_: str) -> Any:
    raise ValueError("a fraction")


def _place(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return ""
    where = ".".join(str(part) for part in error.errors()[0]["loc"])
    return f"（{where[:60]}）" if where else ""


def _wrong(name: str, what: str, *, code: str = "invalid") -> Refused:
    return Refused(f"“{name[:80]}”{what}。", field="sent", code=code)
