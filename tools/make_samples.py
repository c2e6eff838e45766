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
from sample_forms import markdown, mess, pdf, plain, readme, tables, word

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


def main() -> int:
    """Write what is not already so and name it."""
    for name, data in forms():
        path = SAMPLES / name
        if not path.exists() or path.read_bytes() != data:
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
            print(path.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
