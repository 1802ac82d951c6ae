"""The pages that every entity has: list, board, form, card, side panel and action dialogs, all from its declaration."""
