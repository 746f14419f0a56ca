"""The body of a page: which of its lines are the document, by markup or by the run of its lines."""
