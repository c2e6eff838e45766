"""Document -> docx by GB/T 9704, and plain text. Nothing is imported until it is used."""
