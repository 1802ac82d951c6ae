"""Set-up: company, departments, people and their rights, dictionaries, numbering."""
