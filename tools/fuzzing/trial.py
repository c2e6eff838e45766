"""One case: made from (seed, kind, number), read, and judged."""

from __future__ import annotations

import json
import random
import re
import resource
import time
import traceback
from dataclasses import dataclass

from draftkit.errors import DraftkitError
from draftkit.model import Document
from draftkit.parsing import parse, parse_text
from draftkit.readers import MAX_LINES, source_of_bytes
from draftkit.reports.document_json import document_json

from .corpus import ENCODINGS, corpus, samples
from .mutate import mutated
from .texts import text_of

TEXT = "text"  # straight to the parser, without a file
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True)
class Case:
    """What to repeat it by. most: bytes of the longest text. folder: of further files."""

    seed: int
    kind: str
    number: int
    most: int = 1_000_000
    folder: str = ""

    def dice(self) -> random.Random:
        return random.Random(f"{self.seed}/{self.kind}/{self.number}")


@dataclass(frozen=True)
class Result:
    """What came of it. outcome: document, error, or what is wrong; seconds of the processor; size in bytes; peak in MB."""

    case: Case
    outcome: str
    seconds: float = 0.0
    size: int = 0
    peak: int = 0
    told: str = ""


def made(case: Case) -> bytes | str:
    """The input of a case: bytes of a file, or a text."""
    dice = case.dice()
    if case.kind == TEXT:
        return text_of(dice, samples(), case.most)
    if case.kind in ("txt", "md") and dice.random() < 0.5:
        return text_of(dice, samples(), case.most).encode(dice.choice(ENCODINGS), "replace")
    files = corpus(case.folder)
    others = [data for kind in sorted(files) for data in files[kind][:2]]
    return mutated(dice.choice(files[case.kind]), others, dice)


def named(case: Case) -> str:
    """The name of its file; now and then one that lies about the kind."""
    kinds = ("docx", "txt", "md", "pdf")
    kind = kinds[case.number % 4] if case.number % 10 == 9 else case.kind
    return f"来文.{kind}"


def trial(case: Case) -> Result:
    """Read it. Anything but a whole Document or a DraftkitError in one line is a finding."""
    data = made(case)
    size = len(data) if isinstance(data, bytes) else len(data.encode("utf-8", "surrogatepass"))
    start = time.process_time()
    try:
        document = _read(data, named(case))
        seconds = time.process_time() - start
        outcome, told = "document", ""
        check(document, strict=case.kind != TEXT)
    except DraftkitError as error:
        seconds = time.process_time() - start
        outcome, told = "error", error.render()
        if "\n" in told or not _CHINESE.search(error.problem):
            outcome = "message"
    except Exception:
        seconds = time.process_time() - start
        outcome, told = "crash", traceback.format_exc(limit=-12)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return Result(case, outcome, seconds, size, peak, told)


def _read(data: bytes | str, name: str) -> Document:
    if isinstance(data, bytes):
        return parse(source_of_bytes(data, name))
    if sum(map(data.count, "\n\r\f")) > MAX_LINES:  # as a file it is refused, and must be
        return parse(source_of_bytes(data.encode("utf-8", "replace"), name))
    return parse_text(data)


def check(document: Document, *, strict: bool = True) -> None:
    """What must hold of any document: it can be written down, and its parts stand where they say.

    strict: no half of a surrogate pair either, which no file can hold but a string in memory can.
    """
    told = json.dumps(document_json(document), ensure_ascii=False)
    told.encode("utf-8", "strict" if strict else "surrogatepass")
    for measure in document.measures:
        for target in measure.targets:
            assert measure.text[target.start : target.end] == target.text, "target"
        for citation in measure.citations:
            assert measure.text[citation.start] == "《", "citation"
