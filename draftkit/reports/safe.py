"""Words of strangers made fit for the file formats of reports."""

from __future__ import annotations

from draftkit.lexicon.text import NOT_XML


def printable(text: str) -> str:
    """The text without characters that no XML file can hold."""
    return NOT_XML.sub("", text)
