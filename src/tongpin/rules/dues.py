"""党费: the month's amount from dated bases, brackets and cap, with the sentence that explains it.

Sources: 中组发〔2008〕3号 arts 1-6, 组电明字〔2017〕5号 part 1; the values are in `dues.yaml`.
The rate of the bracket applies to the whole base: the table is not a marginal one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from .book import Book
from .money import RATE_PARTS, fen, parts, percent, yuan
from .parameters import Article
from .refusal import Refusal


class Category(StrEnum):
    """How a member earns, which decides base and rate."""

    EMPLOYED = "employed"
    RETIRED = "retired"
    FARMER = "farmer"
    STUDENT = "student"
    UNEMPLOYED = "unemployed"
    RELIEF = "relief"
    SELF_EMPLOYED = "self_employed"
    ANNUAL_SALARY = "annual_salary"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return _LABELS[self]


_LABELS = {
    Category.EMPLOYED: "按月领取工资的党员",
    Category.RETIRED: "离退休党员",
    Category.FARMER: "农民党员",
    Category.STUDENT: "学生党员",
    Category.UNEMPLOYED: "下岗失业党员",
    Category.RELIEF: "依靠抚恤、救济或者最低生活保障的党员",
    Category.SELF_EMPLOYED: "不按月取得收入的党员",
    Category.ANNUAL_SALARY: "实行年薪制的党员",
}
FIXED = {
    Category.FARMER: "dues-fixed-farmer",
    Category.STUDENT: "dues-fixed-student",
    Category.UNEMPLOYED: "dues-fixed-unemployed",
    Category.RELIEF: "dues-fixed-unemployed",
}
BASES = {
    Category.EMPLOYED: "dues-base-monthly-salary",
    Category.RETIRED: "dues-base-retired",
    Category.STUDENT: "dues-base-monthly-salary",
    Category.SELF_EMPLOYED: "dues-base-irregular",
    Category.ANNUAL_SALARY: "dues-base-annual-salary",
}
STUDENT_SALARY = "dues-student-salary"
"""A student who draws a salary is assessed on it; without a pay sheet the fixed amount is due."""
PAY_ITEMS: Mapping[str, str] = {
    "position_pay": "职务工资",
    "grade_pay": "级别工资",
    "post_pay": "岗位工资",
    "scale_pay": "薪级工资",
    "technical_pay": "技术等级工资",
    "work_allowance": "工作性津贴",
    "living_subsidy": "生活性补贴",
    "basic_performance": "基础性绩效工资",
    "reward_performance": "奖励性绩效工资",
    "fixed_wage": "固定工资",
    "bonus": "经常性奖金",
    "annual_bonus": "年终一次性奖金",
    "other_allowance": "其他津贴",
    "transport": "交通补贴",
    "car": "公务用车补贴",
    "phone": "通讯补贴",
    "meal": "误餐补贴",
    "overtime": "加班补贴",
    "housing": "住房补贴",
    "heating": "取暖费",
    "cooling": "防暑降温费",
    "property": "物业费",
    "basic_pension": "基本离退休费（养老金）",
    "pension_allowance": "离退休津贴补贴",
}
WITHHELD_ITEMS: Mapping[str, str] = {
    "income_tax": "个人所得税",
    "pension": "基本养老保险",
    "medical": "基本医疗保险",
    "unemployment": "失业保险",
    "injury": "工伤保险",
    "maternity": "生育保险",
    "housing_fund": "住房公积金",
    "occupational_annuity": "职业年金",
    "enterprise_annuity": "企业年金",
}


@dataclass(frozen=True, slots=True)
class Pay:
    """A month's pay by item and what was withheld, in yuan (see PAY_ITEMS, WITHHELD_ITEMS)."""

    items: Mapping[str, Decimal]
    withheld: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Base:
    """The base in fen with the rules it rests on and how it was found, in words."""

    fen: int
    rules: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """The month's dues: base and amount in fen, the rate as a fraction (None: a fixed amount)."""

    base_fen: int | None
    rate: Decimal | None
    amount_fen: int
    rules: tuple[str, ...]
    explanation: str


@dataclass(frozen=True, slots=True)
class Tariff:
    """The numbers of one month in integers: what the single and the vectorised form both apply.

    `uppers` are upper bounds in fen, included, the last bracket being open; `rates` in
    ten-thousandths, one more than `uppers`; `cap` in fen or None; amounts are rounded to `step`
    fen, half up unless `down`.
    """

    uppers: tuple[int, ...]
    rates: tuple[int, ...]
    cap: int | None
    step: int
    down: bool
    rate_key: str

    def bracket(self, base_fen: int) -> int:
        """The index of the bracket that a base falls in."""
        return next(
            (i for i, upper in enumerate(self.uppers) if base_fen <= upper), len(self.uppers)
        )

    def amount(self, base_fen: int) -> int:
        """Dues in fen on a base in fen: bracket rate on the whole base, rounded, then the cap."""
        unit = RATE_PARTS * self.step
        half = 0 if self.down else unit // 2
        due = (base_fen * self.rates[self.bracket(base_fen)] + half) // unit * self.step
        return due if self.cap is None else min(due, self.cap)


def tariff(book: Book, month: date, category: Category) -> Tariff:
    """Brackets, cap and rounding in force in a month; Refusal before the first edition."""
    key = "dues-rate-retired" if category is Category.RETIRED else "dues-rate"
    rows = _article(book, key, month).brackets("brackets")
    rounding = _article(book, "dues-rounding", month)
    cap = book.article("dues-cap-month", month)
    return Tariff(
        uppers=tuple(fen(upper) for upper, _ in rows if upper is not None),
        rates=tuple(parts(share) for _, share in rows),
        cap=None if cap is None else fen(cap.decimal("amount")),
        step=fen(rounding.decimal("step")),
        down=rounding.values.get("mode") == "down",
        rate_key=key,
    )


def _article(book: Book, key: str, month: date) -> Article:
    article = book.article(key, month)
    if article is None:
        raise Refusal(
            "no_edition", f"{month.year}年{month.month}月没有可用的规定，2008年4月起才能核定。"
        )
    return article


def base_of_pay(book: Book, month: date, category: Category, pay: Pay) -> Base:
    """The base from a pay sheet: items the edition names, less what it lets be withheld.

    Refusal when no named item is given (unknown pay is never zero) or less than nothing remains.
    """
    key = BASES.get(category)
    if key is None or category is Category.SELF_EMPLOYED:
        raise Refusal("pay_not_used", f"{category.label}不按工资项目核定，请不要填写 pay。")
    article = _article(book, key, month)
    included, deductible = article.words("included"), article.words("withheld")
    counted = {name: pay.items[name] for name in included if name in pay.items}
    if not counted:
        raise Refusal("no_base_item", "工资项目中没有一项可以计入基数，请核对工资单。")
    taken = {name: pay.withheld[name] for name in deductible if name in pay.withheld}
    total = fen(sum(counted.values(), Decimal())) - fen(sum(taken.values(), Decimal()))
    if total < 0:
        raise Refusal("negative_base", "扣除项目合计超过计入项目合计，请核对工资单。")
    left_out = [PAY_ITEMS[name] for name in pay.items if name not in included]
    words = f"计入{_listed(counted, PAY_ITEMS)}"
    if taken:
        words += f"，扣除{_listed(taken, WITHHELD_ITEMS)}"
    if left_out:
        words += f"；{'、'.join(left_out)}不计入"
    rules = (key, *_deduction_rules(category, deductible))
    if category is Category.STUDENT:
        article = _article(book, STUDENT_SALARY, month)
        rules, words = (STUDENT_SALARY, *rules), f"{words}；{article.text}，条文待核实"
    return Base(total, rules, words)


def _deduction_rules(category: Category, deductible: tuple[str, ...]) -> tuple[str, ...]:
    if category is Category.RETIRED:
        return ()
    return ("dues-base-exclusions",) if len(deductible) > 1 else ("dues-base-aftertax",)


def _listed(amounts: Mapping[str, Decimal], names: Mapping[str, str]) -> str:
    return "、".join(f"{names[key]}{yuan(fen(value))}元" for key, value in amounts.items())


def base_of_quarter(book: Book, month: date, previous_quarter_net: Decimal) -> Base:
    """The average monthly net income of the quarter before (2008 art. 4)."""
    months = _article(book, "dues-base-irregular", month).integer("months")
    words = f"上季度纯收入{yuan(fen(previous_quarter_net))}元，按{months}个月平均"
    return Base(fen(previous_quarter_net / months), ("dues-base-irregular",), words)


def base_given(category: Category, base: Decimal) -> Base:
    """A base that somebody declared."""
    key = BASES.get(category)
    return Base(fen(base), (key,) if key else (), "按申报的基数")


def assess(book: Book, month: date, category: Category, base: Base | None) -> Assessment:
    """The dues of a month; fixed groups need no base, the others raise Refusal without one."""
    if category in FIXED and (base is None or STUDENT_SALARY not in base.rules):
        return _fixed(book, month, category)
    if base is None:
        raise Refusal("no_base", f"缺少计算基数：{category.label}要有基数或者工资项目才能核定。")
    numbers = tariff(book, month, category)
    index = numbers.bracket(base.fen)
    rate = Decimal(numbers.rates[index]) / RATE_PARTS
    amount = numbers.amount(base.fen)
    before_cap = Decimal(base.fen) * rate / 100
    capped = numbers.cap is not None and fen(before_cap) > numbers.cap
    rules = [*base.rules, f"{numbers.rate_key}-{index + 1}"]
    rules += ["dues-cap-month"] if capped else []
    rules.append("dues-rounding")
    return Assessment(
        base.fen, rate, amount, tuple(rules), _words(book, month, base, numbers, rate)
    )


def _words(book: Book, month: date, base: Base, numbers: Tariff, rate: Decimal) -> str:
    article = _article(book, numbers.rate_key, month)
    due = yuan(numbers.amount(base.fen))
    raw = Decimal(base.fen) * rate / 100
    lines = [
        f"{month.year}年{month.month}月计算基数{yuan(base.fen)}元（{base.words}）"
        f"{_grounds(book, month, base.rules)}。",
        f"{_bracket_words(numbers, base.fen)}，全额按{percent(rate)}计算（{article.cite.label}）",
    ]
    cap = book.article("dues-cap-month", month)
    if cap is not None and numbers.cap is not None and fen(raw) > numbers.cap:
        lines.append(
            f"，得{yuan(fen(raw))}元，高于每月{yuan(numbers.cap)}元的一般上限"
            f"（{cap.cite.label}），应交{due}元；自愿多交不限。"
        )
    else:
        how = "（尾数舍去）" if numbers.down else "（尾数四舍五入）"
        exact = raw == Decimal(numbers.amount(base.fen)) / 100
        lines.append(f"，应交{due}元{'' if exact else how}。")
    return "".join(lines)


def _grounds(book: Book, month: date, rules: tuple[str, ...]) -> str:
    """The articles that a base rests on, each once."""
    articles = (book.article(key, month) for key in rules)
    labels = dict.fromkeys(a.cite.label for a in articles if a is not None)
    return f"，依据{'、'.join(labels)}" if labels else ""


def _bracket_words(numbers: Tariff, base_fen: int) -> str:
    index = numbers.bracket(base_fen)
    bounds = [f"{upper // 100}元" for upper in numbers.uppers]
    if index == 0:
        return f"基数不超过{bounds[0]}"
    if index == len(bounds):
        return f"基数超过{bounds[-1]}"
    return f"基数超过{bounds[index - 1]}、不超过{bounds[index]}"


def _fixed(book: Book, month: date, category: Category) -> Assessment:
    key = FIXED[category]
    article = _article(book, key, month)
    amount = fen(article.decimal("amount"))
    words = f"{category.label}按定额交纳，{month.year}年{month.month}月应交{yuan(amount)}元"
    most = article.values.get("most")
    if isinstance(most, str):
        words += f"；规定的幅度为{yuan(amount)}元至{yuan(fen(Decimal(most)))}元，未另行规定时按下限"
    return Assessment(None, None, amount, (key, "dues-min"), f"{words}（{article.cite.label}）。")
