"""Pages of money: what is owed and how old it is, statements of account, the sheet of a day, reconciliation."""
