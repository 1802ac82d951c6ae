"""Chinese: thousands are grouped by three and a comma, as in every ledger; Django's own groups by four and writes nothing."""

THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
