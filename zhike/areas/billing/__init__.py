"""Invoices and credit notes, receipts and refunds, what pays for what, and reminders of what is overdue."""
