"""Chinese: thousands are grouped by three and a comma, as in every ledger; Django's own groups by four."""

THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
