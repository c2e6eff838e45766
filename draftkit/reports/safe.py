"""Words of strangers made fit for the file formats of reports."""

from __future__ import annotations

import re

# What XML 1.0 cannot hold: control characters, half surrogates, the two last code points of the plane.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """The text without characters that no XML file can hold."""
    return _UNPRINTABLE.sub("", text)
