"""Identity and telephone numbers: check, agreement with birth date and sex, masking."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from stdnum.cn import ric
from stdnum.exceptions import InvalidChecksum, ValidationError

from tongpin.audit.errors import Refused
from tongpin.org.names import tidy_name

# The columns that the blind indexes belong to.
IDENTITY_PLACE, PHONE_PLACE = "org.person.identity_number", "org.person.phone"
NAME_MARKS = frozenset(" ·•．.・‧∙-'’()（）")
PHONE = re.compile(r"(\+?86)?1[3-9]\d{9}|0\d{2,3}-?\d{7,8}(-\d{1,5})?")


@dataclass(frozen=True, slots=True)
class IdentityNumber:
    """A checked number (GB 11643-1999) with the birth date and the sex it states."""

    text: str
    born_on: date
    sex: str


def checked_identity(
    text: str, *, born_on: date | None = None, sex: str = ""
) -> IdentityNumber | None:
    """Check length, digits, birth date and check digit; agree with what else is known. Empty: None.

    Sample people carry numbers of regions that were never assigned, so the region is not looked up.
    """
    number = unicodedata.normalize("NFKC", text).strip().upper()
    if not number:
        return None
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise Refused(
            "公民身份号码须为 18 位，前 17 位是数字，末位是数字或 X。", field="identity_number"
        )
    try:
        stated = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise Refused(
            "公民身份号码中的出生日期不存在，请核对第 7 至 14 位。", field="identity_number"
        ) from None
    try:
        if ric.calc_check_digit(number[:-1]) != number[-1]:
            raise InvalidChecksum
    except ValidationError:
        raise Refused("公民身份号码校验位不符，请核对是否录错。", field="identity_number") from None
    stated_sex = "male" if int(number[16]) % 2 else "female"
    if born_on is not None and born_on != stated:
        raise Refused(f"出生日期与公民身份号码不一致（号码中为 {stated}）。", field="born_on")
    if sex and sex != stated_sex:
        raise Refused("性别与公民身份号码不一致。", field="sex")
    return IdentityNumber(number, stated, stated_sex)


def checked_phone(text: str) -> str:
    """A mobile or fixed number without blanks; empty stays empty."""
    number = re.sub(r"[\s　]", "", unicodedata.normalize("NFKC", text))
    if number and not PHONE.fullmatch(number):
        raise Refused("联系电话须为 11 位手机号码，或带区号的固定电话。", field="phone")
    return number


def checked_landline(text: str) -> str:
    """A fixed number with its area code; empty stays empty."""
    try:
        return checked_phone(text)
    except Refused:
        raise Refused("固定电话须带区号，例如 0991-1234567。", field="landline") from None


def masked_identity(number: str) -> str:
    """First four and last one, as GB/T 35273 asks of displayed numbers: 9901*************X."""
    return f"{number[:4]}{'*' * 13}{number[-1]}" if len(number) == 18 else "*" * len(number)


def masked_phone(number: str) -> str:
    """First three and last four digits."""
    return f"{number[:3]}****{number[-4:]}" if len(number) >= 11 else "*" * len(number)


def masked_address(text: str) -> str:
    """The first six characters, as far as county or district, and nothing of street and door."""
    return f"{text[:6]}****" if len(text) > 6 else "*" * len(text)


def checked_name(text: str) -> str:
    """A person's name: letters of any script with inner dots and brackets, 1 to 50 characters.

    Signs that a spreadsheet takes for a formula or a browser for markup have no place in a name.
    """
    name = tidy_name(text)
    if not name:
        raise Refused("请填写姓名。", field="name")
    if not any(unicodedata.category(sign)[0] == "L" for sign in name):
        raise Refused("姓名中没有一个字，请核对。", field="name")
    if len(name) > 50:
        raise Refused("姓名不能超过 50 个字。", field="name")
    for sign in name:
        if unicodedata.category(sign)[0] not in "LMN" and sign not in NAME_MARKS:
            shown = sign if sign.isprintable() else "看不见的控制字符"
            raise Refused(f"姓名中不应有“{shown}”。", field="name")
    return name
