"""Chinese: thousands are grouped by three and a comma, as in every ledger; Django's own groups by four.

A day without its year is written as people say it: 4月7日, not 04月7日.
"""

THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
MONTH_DAY_FORMAT = "n月j日"
