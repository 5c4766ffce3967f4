"""What is open to visitors: one page and one vote. Nothing here leads to what is an operator's."""
