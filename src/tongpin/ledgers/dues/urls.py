"""Addresses of 党费."""

from __future__ import annotations

from django.urls import path

from tongpin.ledgers.dues.views import bases, imports, money, own, payments, sheet

app_name = "dues"
urlpatterns = [
    path("", sheet.sheet, name="sheet"),
    path("assess/", sheet.assess, name="assess"),
    path("close/", sheet.close, name="close"),
    path("own/", own.own, name="own"),
    path("own/bases/<int:pk>/confirm/", own.confirm, name="base-confirm"),
    path("own/bases/<int:pk>/object/", own.object_to, name="base-object"),
    path("own/proofs/<int:pk>/", own.own_proof, name="own-proof"),
    path("own/receipts/<int:pk>/", payments.own_receipt, name="own-receipt"),
    path("guidance/", own.guidance, name="guidance"),
    path("bases/", bases.listing, name="bases"),
    path("bases/<int:pk>/", bases.detail, name="base"),
    path("bases/<int:pk>/items/", bases.items, name="base-items"),
    path("bases/proofs/<int:pk>/", bases.proof, name="proof"),
    path("bases/<int:pk>/withdraw/", bases.withdraw, name="base-withdraw"),
    path("reliefs/", bases.reliefs, name="reliefs"),
    path("reliefs/<int:pk>/withdraw/", bases.relief_withdraw, name="relief-withdraw"),
    path("members/<int:pk>/", payments.ledger, name="member"),
    path("members/<int:pk>/base/", bases.new, name="base-new"),
    path("members/<int:pk>/relief/", bases.relief_new, name="relief-new"),
    path("members/<int:pk>/pay/", payments.new, name="payment-new"),
    path("members/<int:pk>/correct/", sheet.correct, name="correct"),
    path("payments/", payments.listing, name="payments"),
    path("payments/<int:pk>/", payments.detail, name="payment"),
    path("payments/<int:pk>/receipt/", payments.receipt, name="receipt"),
    path("payments/<int:pk>/reverse/", payments.reverse_payment, name="payment-reverse"),
    path("arrears/", payments.arrears, name="arrears"),
    path("arrears/remind/", payments.remind, name="remind"),
    path("payroll/", imports.payroll, name="payroll"),
    path("payroll/template.xlsx", imports.payroll_template, name="payroll-template"),
    path("statement/", imports.statement, name="statement"),
    path("statement/template.xlsx", imports.statement_template, name="statement-template"),
    path("uploads/<int:pk>/", imports.detail, name="upload"),
    path("uploads/<int:pk>/columns/", imports.columns, name="upload-columns"),
    path("uploads/<int:pk>/choose/", imports.choose, name="upload-choose"),
    path("uploads/<int:pk>/adopt/", imports.adopt, name="upload-adopt"),
    path("uploads/<int:pk>/discard/", imports.discard, name="upload-discard"),
    path("vouchers/", money.vouchers, name="vouchers"),
    path("vouchers/new/", money.new, name="voucher-new"),
    path("vouchers/remit/", money.remit, name="remit"),
    path("vouchers/<int:pk>/", money.voucher, name="voucher"),
    path("vouchers/<int:pk>/settle/", money.settle, name="voucher-settle"),
    path("vouchers/<int:pk>/cancel/", money.cancel, name="voucher-cancel"),
    path("cash/", money.cash, name="cash"),
    path("publication/", money.publication, name="publication"),
    path("publication/<int:pk>/withdraw/", money.publication_withdraw, name="publication-withdraw"),
]
