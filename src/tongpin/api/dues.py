"""/dues: the month sheet, arrears, one's own months, payments."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from tongpin.api.instance import ERRORS, PAGED, Paging, actor, page, scope, today, unit
from tongpin.audit.errors import Forbidden, Refused
from tongpin.ledgers.dues import actions, queries
from tongpin.ledgers.dues.amounts import parse_month
from tongpin.ledgers.dues.models import Payment
from tongpin.org.queries import person as person_in
from tongpin.org.scope import Scope
from tongpin.rules.dues import Category

Fen = Annotated[int, Field(ge=0, le=1_000_000_000)]

router = Router(tags=["党费"])
LINE = r"^[^\x00-\x1f]*$"
MONTH = r"^20\d\d-(0[1-9]|1[0-2])$"
KEY_LIMIT = 2**63 - 1


class DuesMonthOut(Schema):
    """One member and month; amounts in fen, `due` is null for 待核."""

    person: int
    name: str
    month: date
    category: str
    base: int | None
    rate_ten_thousandths: int | None
    due: int | None
    paid: int
    explanation: str

    @classmethod
    def of(cls, row: queries.SheetRow) -> DuesMonthOut:
        """From a line of the sheet."""
        first = row.assessment
        return cls(
            person=row.person.pk, name=row.person.name, month=row.month,
            category=first.category if first else "", base=first.base_fen if first else None,
            rate_ten_thousandths=first.rate_parts if first else None, due=row.due, paid=row.paid,
            explanation=queries.explanation(first) if first else "",
        )  # fmt: skip


class DuesMonthPage(Schema):
    """A page of members and months."""

    count: int
    page: int
    size: int
    items: list[DuesMonthOut]


class ArrearOut(Schema):
    """Who owes: fen, months, how many run on at the end."""

    person: int
    name: str
    amount: int
    months: list[date]
    running: int
    is_alert: bool


class ArrearPage(Schema):
    """A page of arrears."""

    count: int
    page: int
    size: int
    items: list[ArrearOut]


class PaymentIn(Schema):
    """Money of one member; `extra` says what is to become of more than is owed."""

    person: int = Field(ge=1, le=KEY_LIMIT)
    amount: int = Field(gt=0, le=1_000_000_000, description="金额，分")
    paid_on: date
    method: Literal["cash", "transfer", "online"] = "cash"
    extra: Literal["", "advance", "voluntary"] = ""
    payer: str = Field("", max_length=50, pattern=LINE)
    reference: str = Field("", max_length=80, pattern=LINE)
    note: str = Field("", max_length=200, pattern=LINE)


class PaymentOut(Schema):
    """A receipt."""

    id: int
    number: str
    person: int
    amount: int
    paid_on: date
    months: list[date]

    @classmethod
    def of(cls, row: Payment) -> PaymentOut:
        """From a payment."""
        parts = row.allocations.all()
        return cls(
            id=row.pk, number=row.number, person=row.person_id, amount=row.amount_fen,
            paid_on=row.paid_on, months=[p.month for p in parts if p.month],
        )  # fmt: skip


@router.get("/dues/months", response={200: DuesMonthPage, **ERRORS}, operation_id="dues_months")
def list_months(
    request: HttpRequest,
    paging: Annotated[Paging, PAGED],
    code: Annotated[str, Query(alias="unit", min_length=1, max_length=40)],
    month: Annotated[str, Query(pattern=MONTH)],
) -> Any:
    """The month sheet of one branch."""
    place = unit(request, code, "dues.view")
    found = page(queries.sheet(place, _month(month)), paging)
    return found | {"items": [DuesMonthOut.of(row) for row in found["items"]]}


@router.get("/dues/mine", response={200: list[DuesMonthOut], **ERRORS}, operation_id="dues_mine")
def list_mine(
    request: HttpRequest, year: Annotated[int | None, Query(ge=2008, le=2099)] = None
) -> Any:
    """The caller's own months of a year, each with its reason."""
    who = actor(request)
    if not who.can("dues.own"):
        raise Forbidden
    me = person_in(Scope.everything(), who.person_id) if who.person_id is not None else None
    if me is None:
        raise Http404
    rows = queries.member_months(me, year=year or today().year)
    return [DuesMonthOut.of(row) for row in rows]


@router.get("/dues/arrears", response={200: ArrearPage, **ERRORS}, operation_id="dues_arrears")
def list_arrears(
    request: HttpRequest,
    paging: Annotated[Paging, PAGED],
    code: Annotated[str, Query(alias="unit", min_length=1, max_length=40)],
) -> Any:
    """Who owes at and below a unit, the longest first."""
    place = unit(request, code, "dues.view")
    found = page(queries.arrears(place, today()), paging)
    return found | {
        "items": [
            ArrearOut(
                person=r.person.pk, name=r.person.name, amount=r.amount, months=list(r.months),
                running=r.running, is_alert=r.is_alert,
            )
            for r in found["items"]
        ]
    }  # fmt: skip


class BaseIn(Schema):
    """A member's category and base from a month on; amounts in fen, no amount is 待核."""

    person: int = Field(ge=1, le=KEY_LIMIT)
    month: str = Field(pattern=MONTH)
    category: Category
    base: int | None = Field(None, ge=0, le=1_000_000_000, description="基数，分")
    quarter_net: int | None = Field(None, ge=0, le=1_000_000_000, description="上季度纯收入，分")
    pay: dict[str, Fen] = Field({}, max_length=40, description="工资项目，分")
    withheld: dict[str, Fen] = Field({}, max_length=40, description="扣除项目，分")
    reason: str = Field("", max_length=200, pattern=LINE)


class BaseOut(Schema):
    """A declaration; the pay items behind it are not told."""

    id: int
    person: int
    month: date
    category: str
    base: int | None
    state: str


class YearOut(Schema):
    """A unit's year, in fen: what members paid and where it went; no member's amount."""

    people: int
    due: int
    regular: int
    voluntary: int
    large: int
    unknown: int
    received: int
    granted: int
    interest: int
    remitted: int
    forwarded: int
    spent: dict[str, int]
    opening: int
    closing: int


@router.post("/dues/bases", response={201: BaseOut, **ERRORS}, operation_id="declare_dues_base")
def post_base(request: HttpRequest, payload: BaseIn) -> Any:
    """Declare a member's base; the member confirms it on the own page."""
    found = person_in(scope(request, "dues.write"), payload.person)
    if found is None:
        raise Http404
    row = actions.declare_base(
        actor(request), unit=found.home, person=found, starts_on=_month(payload.month),
        category=payload.category.value, base_fen=payload.base, pay=payload.pay,
        withheld=payload.withheld, quarter_net_fen=payload.quarter_net,
        reason=payload.reason,
    )  # fmt: skip
    return 201, BaseOut(
        id=row.pk, person=row.person_id, month=row.starts_on, category=row.category,
        base=row.base_fen, state=row.state,
    )  # fmt: skip


@router.get("/dues/year", response={200: YearOut, **ERRORS}, operation_id="dues_year")
def get_year(
    request: HttpRequest,
    code: Annotated[str, Query(alias="unit", min_length=1, max_length=40)],
    year: Annotated[int, Query(ge=2008, le=2099)],
) -> Any:
    """The figures of the yearly publication."""
    sums = queries.year_sums(unit(request, code, "dues.view"), year)
    return YearOut(**{name: getattr(sums, name) for name in YearOut.model_fields})


@router.post(
    "/dues/payments", response={201: PaymentOut, **ERRORS}, operation_id="record_dues_payment"
)
def post_payment(request: HttpRequest, payload: PaymentIn) -> Any:
    """Enter a payment, oldest open month first."""
    found = person_in(scope(request, "dues.write"), payload.person)
    if found is None:
        raise Http404
    if not 2008 <= payload.paid_on.year <= 2099:
        raise Refused("交纳日期须在 2008 年至 2099 年之间。", field="paid_on")
    row = actions.record_payment(
        actor(request), unit=found.home, person=found, amount_fen=payload.amount,
        **payload.model_dump(exclude={"person", "amount"}),
    )  # fmt: skip
    return 201, PaymentOut.of(row)


def _month(text: str) -> date:
    try:
        return parse_month(text)
    except ValueError as error:
        raise Refused(str(error), field="month") from error
