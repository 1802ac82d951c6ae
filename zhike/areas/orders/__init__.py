"""Orders, from the first word of the customer to the goods at the door."""
