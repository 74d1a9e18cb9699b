"""Invented people. Identity numbers carry the region 990000, which was never assigned."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from stdnum.cn import ric

SURNAMES = "张王李赵陈杨黄周吴徐孙马朱胡林郭何高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛单仇"
MALE = "建国 志强 文斌 海涛 立新 永福 国栋 春生 学军 明远 振华 晓东 家栋 宏伟 世昌 长河 少华 启明 德水 卫民 清源 浩然 子健 一鸣 承志"
FEMALE = "秀兰 玉梅 晓燕 丽华 静 雪莲 春霞 海燕 婷 敏 红英 桂芳 佳 慧敏 雨欣 思远 若溪 文静 淑珍 彩云 月华 洁 晨 琳 悦"
EDUCATION = ("研究生", "大学本科", "大学本科", "大学专科", "中专")


@dataclass(frozen=True, slots=True)
class Invented:
    """One invented person, ready for `add_person`."""

    name: str
    sex: str
    born_on: date
    identity_number: str
    phone: str
    education: str
    joined_on: date


def people(seed: int, oldest: int, youngest: int) -> Iterator[Invented]:
    """An endless, repeatable row of people born between the two years; no name comes twice."""
    dice = random.Random(seed)  # noqa: S311 - invented people, not secrets
    used: set[str] = set()
    while True:
        sex = "male" if dice.random() < 0.62 else "female"
        given = dice.choice((MALE if sex == "male" else FEMALE).split())
        name = dice.choice(SURNAMES) + given
        if name in used:
            continue
        used.add(name)
        born = date(dice.randint(oldest, youngest), dice.randint(1, 12), dice.randint(1, 28))
        serial = dice.randint(0, 49) * 2 + (1 if sex == "male" else 0) + 100
        body = f"990000{born:%Y%m%d}{serial:03d}"
        joined = date(
            min(born.year + dice.randint(21, 32), 2018),
            dice.randint(1, 12),
            dice.choice((1, 28, 15)),
        )
        yield Invented(
            name=name,
            sex=sex,
            born_on=born,
            identity_number=body + ric.calc_check_digit(body),
            phone=f"1990000{dice.randint(0, 9999):04d}",
            education=dice.choice(EDUCATION),
            joined_on=joined,
        )
