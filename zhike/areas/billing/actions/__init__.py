"""What people do with invoices, receipts and reminders."""

from zhike.areas.billing.actions.invoicing import credit, invoice, invoice_shipment, issue_invoice
from zhike.areas.billing.actions.invoicing_contracts import invoice_contract, invoice_instalment
from zhike.areas.billing.actions.planning import pay_instalment, unpay_instalment
from zhike.areas.billing.actions.receiving import book_receipt, match_receipt, reverse_receipt, unmatch_receipt
from zhike.areas.billing.actions.reminding import remind

__all__ = [
    "book_receipt", "credit", "invoice", "invoice_contract", "invoice_instalment", "invoice_shipment", "issue_invoice",
    "match_receipt", "pay_instalment", "remind", "reverse_receipt", "unmatch_receipt", "unpay_instalment",
]  # fmt: skip
