"""Write every form of the sample documents from their clean texts: python tools/make_samples.py

The clean texts are samples/src/*.txt, the faults of each form are set in tools/recipes.yaml, and
the result is the same bytes on every machine.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from sample_forms import markdown, mess, ofd, office, page, pdf, plain, readme, rtf, tables, word

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "samples"


def forms() -> Iterator[tuple[str, bytes]]:
    """The name (below samples/) and the bytes of every file that this script writes."""
    recipes = yaml.safe_load((Path(__file__).parent / "recipes.yaml").read_text(encoding="utf-8"))
    for name, recipe in recipes.items():
        yield from _document(name, recipe)
    yield from tables.write(SAMPLES / "src" / "localities.csv", "localities")
    pairs = yaml.safe_load((SAMPLES / "deviations.yaml").read_text(encoding="utf-8"))
    text = (SAMPLES / "README.md").read_text(encoding="utf-8")
    yield "README.md", readme.write(text, pairs).encode("utf-8")


def _document(name: str, recipe: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    blocks = plain.read(SAMPLES / "src" / f"{name}.txt")
    yield f"{name}.txt", mess.write(blocks, mess.Recipe(**recipe["txt"]), name).encode("utf-8")
    yield f"{name}.md", markdown.write(blocks, recipe["md"]).encode("utf-8")
    yield f"{name}.docx", word.write(blocks, word.Recipe(**recipe["docx"]), name)
    if "pdf" in recipe:
        yield f"forms/{name}.pdf", pdf.write(blocks, recipe["pdf"])
    if "forms" in recipe:
        yield from _forms(name, blocks)


def _forms(name: str, blocks: list[plain.Block]) -> Iterator[tuple[str, bytes]]:
    """The forms that one document is enough for."""
    text = (SAMPLES / "src" / f"{name}.txt").read_text(encoding="utf-8")
    yield f"forms/{name}.html", page.write(blocks, "gb18030")
    yield f"forms/{name}.mht", page.archive(page.write(blocks))
    yield f"forms/{name}.rtf", rtf.write(blocks)
    yield f"forms/{name}.ofd", ofd.ofd(text)
    yield f"forms/{name}_gb18030.txt", text.replace("\n", "\r\n").encode("gb18030")


def office_forms() -> Iterator[tuple[str, bytes]]:
    """What LibreOffice makes of a Word file: python tools/make_samples.py --office"""
    files = {"xikou": (SAMPLES / "xikou.docx").read_bytes()}
    for name, data in office.convert(files).items():
        yield f"forms/{name}.doc", data


def main() -> int:
    """Write what is not already so and name it."""
    for name, data in office_forms() if "--office" in sys.argv[1:] else forms():
        path = SAMPLES / name
        if not path.exists() or path.read_bytes() != data:
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
            print(path.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
