"""OFD packages for tests: what the script of the samples writes."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))

from sample_forms.ofd import NS, WAYS, Words, char_objects, line_objects, ofd, package

__all__ = ["NS", "WAYS", "Words", "char_objects", "line_objects", "ofd", "package"]
