"""Write the scanned sample: python tools/make_scan.py [font]

samples/src/yunling.txt is set on pages, sealed and scanned into samples/scans/yunling.pdf. Unlike the
files of make_samples.py it depends on the fonts of the machine, so it is made by hand, once.
"""

from __future__ import annotations

import sys
from pathlib import Path

from sample_forms import plain, scan

ROOT = Path(__file__).resolve().parent.parent
FONT = "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"


def main(font: str = FONT) -> int:
    """Write the file and name it."""
    blocks = plain.read(ROOT / "samples" / "src" / "yunling.txt")
    pages = scan.pages_of(blocks, font, "云岭市人民政府办公室")
    sheets = [scan.scanned(p, g) for p, g in zip(pages, scan.glasses(len(pages)), strict=True)]
    path = ROOT / "samples" / "scans" / "yunling.pdf"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(scan.file_of(sheets, "PDF", 150))
    print(path.relative_to(ROOT), len(pages), "pages", path.stat().st_size // 1024, "KB")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
