"""What selling earns those who sell, and what they set out to sell: commissions and sales plans."""
