"""Payments, receipts, arrears and a member's ledger."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tongpin.audit.clock import site_day
from tongpin.audit.errors import Refused
from tongpin.audit.queries import history
from tongpin.documents.printing import printed
from tongpin.ledgers.dues import actions, papers, queries, sheets
from tongpin.ledgers.dues.actions.payments import arrears_months, is_late
from tongpin.ledgers.dues.forms import PaymentForm, ReasonForm, payment_initial
from tongpin.ledgers.dues.models import Method, Payment
from tongpin.ledgers.dues.reminding import reminder
from tongpin.ledgers.dues.views.own import explained
from tongpin.ledgers.dues.views.place import member
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import BIGGEST_KEY, carried_out, form_page, found, unit_of
from tongpin.org.scope import Scope
from tongpin.ui.listing import XLSX, Column, Filter, Listing, download, respond


@page("dues.view")
def listing(request: PageRequest) -> HttpResponse:
    """The year's receipts of the chosen unit and everything below it."""
    unit, year = unit_of(request), request.page.year
    rows = queries.payments(request.page.scope).filter(
        unit__path__startswith=unit.path, paid_on__year=year
    )
    months = [(str(m), f"{m}月") for m in range(1, 13)]
    table = Listing(
        request,
        rows,
        [
            Column("number", "收据编号", sort="number", link=lambda r: reverse("dues:payment", args=[r.pk])),
            Column("person", "姓名", cell=lambda r: r.person.name, sort="person__search_text",
                   link=lambda r: reverse("dues:member", args=[r.person_id])),
            Column("unit", "收款支部", cell=lambda r: str(r.unit), sort="unit__order"),
            Column("amount_fen", "金额（元）", kind="fen", sort="amount_fen"),
            Column("paid_on", "交纳日期", kind="date", sort="paid_on"),
            Column("method", "方式", cell=lambda r: r.get_method_display()),
            Column("months", "入账", cell=lambda r: parts_words(r)),
            Column("batch", "上缴批次", cell=lambda r: r.batch.number if r.batch else ""),
        ],
        title=f"{year}年党费收据",
        filters=[
            Filter("method", "方式", Method.choices, lambda q, v: q.filter(method=v)),
            Filter("month", "交纳月份", months, lambda q, v: q.filter(paid_on__month=int(v))),
            Filter("reversal", "冲销", [("1", "只看冲销")], lambda q, v: q.filter(amount_fen__lt=0)),
        ],
        search=lambda q, text: q.filter(
            Q(person__search_text__contains=text.lower()) | Q(number__icontains=text)
            | Q(reference__icontains=text) | Q(payer__contains=text)
        ),
        search_label="姓名、拼音首字母、收据编号、流水号、代交人",
        default_sort="-paid_on",
        empty=f"{year}年还没有收到党费。在月度收缴表里逐行填金额，或者导入账单。",
        empty_action=("去收缴表", reverse("dues:sheet")),
    )  # fmt: skip
    return respond(request, table, "dues/payments.html")


def parts_words(row: object) -> str:
    """2020-08、2020-09、自愿多交."""
    parts = row.allocations.all()  # type: ignore[attr-defined]
    return "、".join(f"{p.month:%Y-%m}" if p.month else p.get_kind_display() for p in parts)


@page("dues.write")
def new(request: PageRequest, pk: int) -> HttpResponse:
    """Enter one member's payment: arrears, several months, in advance, voluntary."""
    person = member(request, pk)
    left = queries.open_months([person.pk]).get(person.pk, {})
    seen = len(queries.payments_of(person))
    form = PaymentForm(
        request.POST or None, initial=payment_initial(person, sum(left.values()), seen)
    )
    if request.method == "POST":
        done = carried_out(
            form,
            lambda: actions.record_payment(
                request.page.actor, unit=person.home, person=person, **form.cleaned_data
            ),
        )
        if done is not None:
            messages.success(request, f"已登记，收据编号 {done.number}。")
            if is_late(done.allocations.all(), done.paid_on):
                most = arrears_months(done.paid_on)
                messages.warning(
                    request,
                    f"其中有超过{most}个月的月份：补交一般不超过{most}个月，请写明情况。",
                )
            return redirect("dues:payment", done.pk)
    return form_page(
        request, form, "dues/payment_form.html", title=f"登记{person}交纳党费", person=person,
        left=left, total=sum(left.values()),
    )  # fmt: skip


@page("dues.view")
def detail(request: PageRequest, pk: int) -> HttpResponse:
    """One receipt with its parts and history."""
    row = found(request, queries.payment, pk)
    context = {
        "row": row, "history": history(row), "reason_form": ReasonForm(),
        "reversal": getattr(row, "reversed_by", None),
        "can_write": request.page.can("dues.write", row.unit),
    }  # fmt: skip
    return render(request, "dues/payment.html", context)


@page("dues.view")
def receipt(request: PageRequest, pk: int) -> HttpResponse:
    """The receipt as a paper."""
    row = found(request, queries.payment, pk)
    return _receipt(request, row)


@page("dues.own")
@never_cache
def own_receipt(request: PageRequest, pk: int) -> HttpResponse:
    """The receipt for the member whose money it was."""
    row = queries.payment(Scope.everything(), pk) if pk <= BIGGEST_KEY else None
    if row is None or row.person_id != request.page.actor.person_id:
        raise Http404
    return _receipt(request, row)


def _receipt(request: PageRequest, row: Payment) -> HttpResponse:
    """As PDF unless a table is asked for."""
    asked = "xlsx" if request.GET.get("export") == "xlsx" else "pdf"
    file = printed(asked, lambda: papers.receipt(row), f"党费收据{row.number}")
    assert file is not None
    return file


@page("dues.write")
@require_POST
def reverse_payment(request: PageRequest, pk: int) -> HttpResponse:
    """Take a wrong payment back."""
    row = found(request, queries.payment, pk)
    done = actions.reverse_payment(
        request.page.actor, unit=row.unit, payment=row, reason=request.POST.get("reason", "")[:200]
    )
    messages.success(request, f"已冲销，冲销编号 {done.number}。")
    return redirect("dues:payment", done.pk)


@page("dues.view")
def arrears(request: PageRequest) -> HttpResponse:
    """Who owes for months that are over, how long, and the alert."""
    unit, day = unit_of(request), request.page.as_of
    rows = queries.arrears(unit, day)
    if request.GET.get("export") == "xlsx":
        return download(sheets.arrears(rows, day), f"{unit}党费欠交.xlsx", XLSX)
    shown = rows[:200]
    lines = [{"row": r, "age": r.age(day), "words": reminder(r)} for r in shown]
    context = {"unit": unit, "day": day, "lines": lines, "count": len(rows),
               "can_write": request.page.can("dues.write", unit),
               "alerts": [r for r in rows if r.is_alert],
               "total": sum(r.amount for r in rows)}  # fmt: skip
    return render(request, "dues/arrears.html", context)


@page("dues.write")
@require_POST
def remind(request: PageRequest) -> HttpResponse:
    """Tell everybody who owes, in their inboxes."""
    unit = unit_of(request)
    try:
        count = actions.remind(request.page.actor, unit=unit)
    except Refused as error:
        if error.status == 403:
            raise
        messages.error(request, error.message)
    else:
        messages.success(request, f"已提醒 {count} 人，本人登录后在“我的组织生活”的消息里看到。")
    return redirect(f"{reverse('dues:arrears')}?unit={unit.code}")


@page("dues.view")
def ledger(request: PageRequest, pk: int) -> HttpResponse:
    """A member's ledger with the reason of every amount."""
    person = member(request, pk)
    rows = queries.member_months(person)
    asked = request.GET.get("export", "")
    file = printed(asked, lambda: papers.member_ledger(person, rows), f"{person}党费台账")
    if file is not None:
        return file
    unit = person.home
    context = {
        "person": person, "payments": queries.payments_of(person), "today": site_day(),
        "months": explained(person, rows),
        "reliefs": queries.reliefs(request.page.visible).filter(person=person),
        "can_write": request.page.can("dues.write", unit), "reason_form": ReasonForm(),
        "left": sum(queries.open_months([person.pk]).get(person.pk, {}).values()),
    }  # fmt: skip
    return render(request, "dues/member.html", context)
