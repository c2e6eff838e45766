"""Turns one clean text per document into the forms in which such documents really arrive."""
