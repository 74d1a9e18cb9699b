"""Money upward and out, the cash book and the yearly publication."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tongpin.audit.clock import site_day
from tongpin.audit.queries import history
from tongpin.documents.printing import DOCX, printed
from tongpin.ledgers.dues import actions, papers, queries
from tongpin.ledgers.dues.forms import PublishForm, ReasonForm, RemitForm, VoucherForm
from tongpin.ledgers.dues.models import Publication, VoucherKind, VoucherState
from tongpin.ledgers.dues.words import capital, rate_words
from tongpin.org.access import PageRequest, page
from tongpin.org.editing import carried_out, form_page, found, unit_of
from tongpin.org.models import Unit
from tongpin.ui.listing import Column, Filter, Listing, download, respond


@page("dues.view")
def vouchers(request: PageRequest) -> HttpResponse:
    """The year's vouchers of the chosen unit."""
    unit, year = unit_of(request), request.page.year
    rows = queries.vouchers(request.page.scope).filter(
        unit__path__startswith=unit.path, on__year=year
    )
    table = Listing(
        request,
        rows,
        [
            Column("number", "凭证编号", sort="number", link=lambda r: reverse("dues:voucher", args=[r.pk])),
            Column("unit", "单位", cell=lambda r: str(r.unit), sort="unit__order"),
            Column("kind", "种类", cell=lambda r: r.get_kind_display()),
            Column("amount_fen", "金额（元）", kind="fen", sort="amount_fen"),
            Column("on", "日期", kind="date", sort="on"),
            Column("to", "对方", cell=lambda r: str(r.to) if r.to else r.counterparty),
            Column("state", "状态", cell=lambda r: r.get_state_display()),
        ],
        title=f"{year}年党费凭证",
        filters=[
            Filter("kind", "种类", VoucherKind.choices, lambda q, v: q.filter(kind=v)),
            Filter("state", "状态", VoucherState.choices, lambda q, v: q.filter(state=v)),
        ],
        default_sort="-on",
        empty=f"{year}年还没有上缴、使用和利息。上缴按批次办理：会计填制，出纳办结。",
    )  # fmt: skip
    return respond(
        request, table, "dues/vouchers.html", balance=queries.balance(unit), unit=unit,
        large=queries.large_held(unit), waiting=queries.unremitted(unit, site_day())[2],
        can_remit=request.page.can("dues.remit", unit),
    )  # fmt: skip


@page("dues.view")
def cash(request: PageRequest) -> HttpResponse:
    """The cash book of the year."""
    unit, year = unit_of(request), request.page.year
    lines = queries.cash_book(unit, year)
    asked = request.GET.get("export", "")
    file = printed(asked, lambda: papers.cash_book(unit, year, lines), f"{unit}{year}年党费收支账")
    if file is not None:
        return file
    return render(request, "dues/cash.html", {"unit": unit, "year": year, "lines": lines})


@page("dues.remit")
def remit(request: PageRequest) -> HttpResponse:
    """Prepare a batch upward."""
    unit = unit_of(request)
    share = queries.share_due(unit, site_day())
    form = RemitForm(request.POST or None, initial={"until": site_day()}, share=share)
    if request.method == "POST":
        done = carried_out(
            form,
            lambda: actions.prepare_remittance(
                request.page.actor, unit=unit, until=form.cleaned_data["until"],
                share_parts=int(form.cleaned_data["share"] * 100),
                **{k: form.cleaned_data[k] for k in ("share_basis", "counterparty", "note")},
            ),
        )  # fmt: skip
        if done is not None:
            messages.success(request, "已填制，请出纳办结。")
            return redirect("dues:voucher", done.pk)
    waiting = queries.unremitted(unit, site_day())[2]
    return form_page(
        request, form, title="上缴党费", submit="填制凭证", cancel=reverse("dues:vouchers"),
        intro=f"{unit}到今天收到、还没有列入上缴批次的党费共 {waiting / 100:.2f} 元，"
        f"上缴到{unit.parent or '上级党组织'}。大额党费另行转交。"
        "比例由规则库规定，本单位另有规定的由党办在规则库登记设定。",
    )  # fmt: skip


@page("dues.remit")
def new(request: PageRequest) -> HttpResponse:
    """Prepare another voucher."""
    unit = unit_of(request)
    initial = {"on": site_day(), "kind": request.GET.get("kind", VoucherKind.SPEND)}
    form = VoucherForm(request.POST or None, initial=initial, unit=unit)
    if request.method == "POST":
        done = carried_out(
            form,
            lambda: actions.prepare_voucher(request.page.actor, unit=unit, **form.cleaned_data),
        )
        if done is not None:
            messages.success(request, "已填制，请出纳办结。")
            return redirect("dues:voucher", done.pk)
    return form_page(
        request, form, title="填制凭证", submit="填制凭证", cancel=reverse("dues:vouchers"),
        intro="使用党费须经集体讨论决定，只能用于规定的五个方面。会计填制后由另一人办结。",
    )  # fmt: skip


@page("dues.view")
def voucher(request: PageRequest, pk: int) -> HttpResponse:
    """One voucher."""
    row = found(request, queries.voucher, pk)
    asked = request.GET.get("export", "")
    file = printed(asked, lambda: papers.voucher(row), f"党费凭证{row.number}")
    if file is not None:
        return file
    context = {
        "row": row, "history": history(row), "reason_form": ReasonForm(),
        "share": rate_words(row.share_parts), "capital": capital(row.amount_fen),
        "payments": row.payments.count(), "received": row.received.select_related("unit"),
        "can_remit": request.page.can("dues.remit", row.unit),
        "is_own": row.prepared_account == (request.page.actor.account_id or 0),
    }  # fmt: skip
    return render(request, "dues/voucher.html", context)


@page("dues.remit")
@require_POST
def settle(request: PageRequest, pk: int) -> HttpResponse:
    """The cashier carries it out."""
    row = found(request, queries.voucher, pk)
    actions.settle_voucher(request.page.actor, unit=row.unit, voucher=row)
    messages.success(request, "已办结。")
    return redirect("dues:voucher", pk)


@page("dues.remit")
@require_POST
def cancel(request: PageRequest, pk: int) -> HttpResponse:
    """Give a voucher up."""
    row = found(request, queries.voucher, pk)
    actions.cancel_voucher(
        request.page.actor, unit=row.unit, voucher=row, reason=request.POST.get("reason", "")[:200]
    )
    messages.success(request, "已作废。")
    return redirect("dues:voucher", pk)


@page("dues.view")
def publication(request: PageRequest) -> HttpResponse:
    """The year's sums as they are made known; how and when that was done."""
    unit, year = unit_of(request), request.page.year
    sums = queries.year_sums(unit, year)
    published = [p for p in queries.publications(request.page.scope, year) if p.unit_id == unit.pk]
    file = _published_file(request, unit, year, sums, published)
    if file is not None:
        return file
    form = PublishForm(request.POST or None, initial={"on": site_day()})
    if request.method == "POST":
        request.page.require(unit, "dues.write")
        done = carried_out(
            form,
            lambda: actions.publish(request.page.actor, unit=unit, year=year, **form.cleaned_data),
        )
        if done is not None:
            messages.success(request, "已登记公布。")
            return redirect(f"{reverse('dues:publication')}?unit={unit.code}&year={year}")
    return form_page(
        request, form, "dues/publication.html", title=f"{year}年党费公布", unit=unit, year=year,
        sums=sums, lines=papers.publication_rows(sums), published=published,
        can_write=request.page.can("dues.write", unit), reason_form=ReasonForm(),
    )  # fmt: skip


def _published_file(
    request: PageRequest, unit: Unit, year: int, sums: queries.YearSum, published: list[Publication]
) -> HttpResponse | None:
    """The table, the open sheet, the members' paper or the report, as `?paper=` and `?export=` say."""
    asked, name = request.GET.get("export", ""), f"{unit}{year}年"
    if request.GET.get("paper") == "open":
        return printed(
            asked, lambda: papers.open_sheet(unit, year, sums, published), f"{name}党费党务公开表"
        )
    if asked == "docx":
        data = papers.publication_paper(unit, year, sums, site_day())
        return download(data, f"{name}党费公布稿.docx", DOCX)
    if asked == "report":
        data = papers.report(unit, year, sums, site_day())
        return download(data, f"{name}党费情况报告.docx", DOCX)
    return printed(asked, lambda: papers.publication(unit, year, sums), f"{name}党费公布表")


@page("dues.write")
@require_POST
def publication_withdraw(request: PageRequest, pk: int) -> HttpResponse:
    """Take a wrong entry of a publication back."""
    row = found(request, queries.publication, pk)
    actions.withdraw_publication(
        request.page.actor, unit=row.unit, publication=row,
        reason=request.POST.get("reason", "")[:200],
    )  # fmt: skip
    messages.success(request, "已撤回。")
    return redirect(f"{reverse('dues:publication')}?unit={row.unit.code}&year={row.year}")
