"""Reading Chinese and Latin text: pinyin, names, phones, identifiers, search lexemes. Pure functions, no database."""
