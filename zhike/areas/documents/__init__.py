"""What quotes, contracts, orders and invoices have in common; it has no records of its own."""
