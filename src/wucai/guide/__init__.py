"""Stories to hear and read on the way, and the codes on posters that lead to them."""
