"""Numbers, editions and severities of the rulebook in readable Chinese."""

from __future__ import annotations

from tongpin.rules.checks import (
    AllOf,
    AnyOf,
    Check,
    CountAtLeast,
    CountAtMost,
    Covered,
    EachPersonAtLeast,
    RatioAtLeast,
    SumAtLeast,
    WithinDaysOf,
)
from tongpin.rules.judging import asked as check_asked
from tongpin.rules.parameters import Plain
from tongpin.rules.regulation import Confidence, DutyEdition

UNCHECKED = "待核实：还没有核对到正式文本，只作提醒。请对照原文核实后再作依据。"
# The name of a value and the unit behind its number.
NAMES: dict[str, tuple[str, str]] = {
    "amount": ("金额", "元"),
    "base": ("计算基数", ""),
    "brackets": ("分档比例", ""),
    "consent": ("须本人同意", ""),
    "count": ("数量", ""),
    "days": ("天数", "天"),
    "denominator": ("分母", ""),
    "hours": ("学时", "学时"),
    "included": ("计入的项目", ""),
    "least": ("不少于", ""),
    "members": ("党员人数", "名"),
    "mode": ("取整方式", ""),
    "months": ("月数", "个月"),
    "more": ("是否须超过", ""),
    "most": ("不超过", ""),
    "number": ("数量", ""),
    "people": ("人数", "人"),
    "per": ("周期", ""),
    "ratio": ("比例", ""),
    "secret": ("须无记名投票", ""),
    "share": ("比例", ""),
    "stages": ("人员类别", ""),
    "special": ("特殊情况不超过", ""),
    "step": ("最小单位", ""),
    "times": ("次数", "次"),
    "weeks": ("周数", "周"),
    "withheld": ("扣除的项目", ""),
    "workdays": ("工作日", "个工作日"),
    "written": ("书面意见计入", ""),
    "years": ("年数", "年"),
    "adjust_years": ("调整职务影响期", "年"),
    "after_months": ("恢复权利后影响期", "个月"),
    "again": ("须重新履行程序", ""),
    "allowed": ("可以", ""),
    "answer": ("答复", "个月"),
    "below": ("少于", "名"),
    "blank": ("空行", "行"),
    "bottom": ("下白边", "毫米"),
    "by": ("以什么为准", ""),
    "cases": ("情形", ""),
    "characters": ("每行字数", "字"),
    "clamp": ("到月末为止", ""),
    "counted": ("当天计入", ""),
    "counts_for_quorum": ("计入到会人数", ""),
    "counts_for_votes": ("计入票数", ""),
    "day": ("日", "日"),
    "demote_years": ("降职影响期", "年"),
    "dimensions": ("方面", ""),
    "elements": ("要素", ""),
    "excluded": ("不计入的项目", ""),
    "fields": ("应写明", ""),
    "first_day": ("首日计入", ""),
    "forbidden": ("不得审批的组织", ""),
    "forms": ("形式", ""),
    "from_birthday": ("生日当天算满", ""),
    "grades": ("等次", ""),
    "height": ("高", "毫米"),
    "items": ("事项", ""),
    "kinds": ("种类", ""),
    "left": ("左白边", "毫米"),
    "levels": ("层次", ""),
    "lines": ("每页行数", "行"),
    "model": ("示范线", "分"),
    "month": ("月", "月"),
    "none": ("不需凭证", "个月"),
    "of": ("比例的基数", ""),
    "over": ("超过", "元"),
    "papers": ("材料", ""),
    "parts": ("各联", ""),
    "pass": ("达标线", "分"),
    "personnel": ("人事事项", ""),
    "phases": ("阶段", ""),
    "points": ("磅值", ""),
    "probation": ("预备期", ""),
    "promote_years": ("不得提拔", "年"),
    "ranks": ("等次", ""),
    "rate": ("比例", ""),
    "reduces_base": ("减少应到人数", ""),
    "report": ("报告", "个工作日"),
    "required": ("须到会", ""),
    "resign_years": ("责令辞职影响期", "年"),
    "right": ("右白边", "毫米"),
    "roles": ("人员", ""),
    "scopes": ("范围", ""),
    "stars": ("星级", ""),
    "steps": ("步骤", ""),
    "top": ("上白边", "毫米"),
    "types": ("类型", ""),
    "upto": ("不超过", "元"),
    "uses": ("用途", ""),
    "usual": ("一般", ""),
    "vetoes": ("一票否决", ""),
    "width": ("宽", "毫米"),
}
WORDS = {
    "full": "正式党员", "probationary": "预备党员", "entitled": "应到会人数", "present": "到会人数", "half_up": "四舍五入", "over": "以上",
    "true": "是", "false": "否", "month": "每月", "quarter": "每季度", "half-year": "每半年",
    "year": "每年", "position_pay": "职务工资", "grade_pay": "级别工资", "post_pay": "岗位工资",
    "scale_pay": "薪级工资", "technical_pay": "技术等级工资", "work_allowance": "工作性津贴",
    "living_subsidy": "生活性补贴", "basic_performance": "基础性绩效工资",
    "reward_performance": "奖励性绩效工资", "fixed_wage": "固定工资", "bonus": "活的工资奖金",
    "annual_bonus": "年终奖", "other_allowance": "其他津补贴", "transport": "交通补贴",
    "car": "车改补贴", "phone": "通讯补贴", "meal": "伙食补贴", "overtime": "加班费",
    "housing": "住房补贴", "heating": "取暖补贴", "cooling": "防暑降温费", "property": "物业补贴",
    "basic_pension": "基本养老金", "pension_allowance": "养老金补贴", "income_tax": "个人所得税",
    "pension": "养老保险", "medical": "医疗保险", "unemployment": "失业保险", "injury": "工伤保险",
    "maternity": "生育保险", "housing_fund": "住房公积金", "occupational_annuity": "职业年金",
    "enterprise_annuity": "企业年金", "political_study": "组织政治学习",
    "member_education": "教育管理党员", "activist_training": "培养入党积极分子", "members": "党员总数",
    "step": "该步骤当天", "party_group": "党组", "party_committee": "党组性质党委",
    "organ_committee": "机关党委", "general_branch": "党总支", "branch": "党支部", "study": "学习",
    "opinions": "征求意见", "talks": "谈心谈话", "materials": "对照检查材料",
}  # fmt: skip


def name_of(name: str) -> str:
    """The Chinese name of a value; one that is not in the table keeps its own."""
    return NAMES.get(name, (name, ""))[0]


def readable(name: str, value: Plain) -> str:
    """A value with its unit: 3个月, 二分之一 as 1/2, 3000元以下 0.5%."""
    if name == "brackets" and isinstance(value, tuple):
        return _brackets(value)
    if isinstance(value, tuple):
        if len(value) == 2 and all(isinstance(v, str) and v.isdigit() for v in value):
            return f"{value[0]}/{value[1]}"
        return "、".join(readable("", item) for item in value) or "无"
    if name == "more":
        return "超过（不含本数）" if value == "true" else "以上（含本数）"
    return f"{WORDS.get(value, value)}{NAMES.get(name, ('', ''))[1] if value[:1].isdigit() else ''}"


def _brackets(rows: tuple[Plain, ...]) -> str:
    parts, below = [], ""
    for row in rows:
        upper, rate = (str(item) for item in row)
        share = f"{float(rate) * 100:g}%"
        over = f"{below}元以上" if below else ""
        reach = over if upper == "over" else f"{over}{'至' if over else ''}{upper}元（含）"
        parts.append(f"{reach or '全部'}{share}")
        below = upper
    return "；".join(parts)


def confidence(value: Confidence) -> str:
    """How sure the text is: 已核对条文, 待核实 ..."""
    return value.label


def check_words(check: Check) -> str:
    """What a check asks, in words."""
    match check:
        case CountAtLeast():
            return f"不少于{check.times}次"
        case CountAtMost():
            return f"不超过{check.times}次"
        case EachPersonAtLeast():
            return f"每人不少于{check.times}次"
        case RatioAtLeast():
            more = "超过" if check.exclusive else "不低于"
            return f"比例{more}{check.numerator}/{check.denominator}，不少于{check.times}次"
        case SumAtLeast():
            return f"合计不少于{check.total}{check.unit}"
        case Covered():
            return check_asked(check)
        case AllOf():
            return "；并且".join(check_words(part) for part in check.parts)
        case AnyOf():
            return "；或者".join(check_words(part) for part in check.parts)
    if not check.days:
        return "到期当天以前办结"
    days = "个工作日" if check.workdays else "日"
    return f"事后{check.days}{days}以内"


def asked(edition: DutyEdition) -> str:
    """Period and count of an edition, and the check where it is not a count."""
    usual = isinstance(edition.check, CountAtLeast | CountAtMost)
    words = edition.frequency_label
    if isinstance(edition.check, WithinDaysOf):
        return f"每次{check_words(edition.check)}"
    return words if usual else f"{words}，{check_words(edition.check)}"
