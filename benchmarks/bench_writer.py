"""A plan of 40 paragraphs and 5,700 characters as docx bytes: ours, docxtpl, python-docx.

docxtpl is used as its users use it: the template is opened and rendered for each document.
"""

from __future__ import annotations

import io
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from itertools import cycle
from pathlib import Path
from typing import Any

from benchmarks import Row
from draftkit.model import Document, Paragraph, SourceInfo, Text
from draftkit.resources import folder
from draftkit.writers.body import CompiledBody
from draftkit.writers.docx import Profile, compile_body, to_docx

PARAGRAPHS, CHARACTERS, HEADINGS = 40, 5700, 5
FIELDS = ("place", "lead", "target", "deadline", "issuer")
VALUES = {
    "place": "松岭县",
    "lead": "县卫生健康局",
    "target": "85%",
    "deadline": "2027年12月",
    "issuer": "松岭县卫生健康局",
}
_TOKENS = {name: chr(0xE000 + n) for n, name in enumerate(FIELDS)}
# Real sentences: how well text packs decides the time as much as its length does.
_WORDS = "".join(
    line.strip("#* \n")
    for name in ("province.md", "liuquan.md")
    for line in (folder("samples") / name).read_text(encoding="utf-8").splitlines()
)


def _texts(holes: dict[str, str]) -> list[tuple[str, int]]:
    """Paragraphs and their level; every other one asks for two values."""
    texts = [(f"{holes['place']}关于加快推进基层服务能力提升的实施方案", 0)]
    texts += [(f"{'一二三四五'[i]}、健全基层服务网络", 1) for i in range(HEADINGS)]
    room = (CHARACTERS - 560) // (PARAGRAPHS - 1 - HEADINGS)
    for i in range(PARAGRAPHS - 1 - HEADINGS):
        words = _WORDS[i * room : (i + 1) * room]
        end = f"到{holes['deadline']}，{holes['place']}达标率达到{holes['target']}以上。" if i % 2 else ""
        texts.append((words + end + (f"（责任单位：{holes['lead']}）" if i % 4 == 0 else ""), 0))
    return texts


def _document(holes: dict[str, str]) -> Document:
    first, *rest = _texts(holes)
    paragraphs = [Paragraph("title", Text(first[0]))]
    for text, level in rest:
        label = text[:2] if level else None
        paragraphs.append(
            Paragraph(
                "heading" if level else "body", Text(text), label, level, body_at=len(text) if level else 0
            )
        )
    paragraphs += [Paragraph("signature", Text(holes["issuer"])), Paragraph("date", Text("2026年3月1日"))]
    return Document(SourceInfo("", "draft", ""), tuple(paragraphs), title=first[0])


def _python_docx(values: dict[str, str], target: Path | io.BytesIO) -> None:
    """The same plan as a user of python-docx sets it: a paragraph, its font, its indent."""
    from docx import Document as WordDocument
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Pt

    word = WordDocument()
    for n, (text, level) in enumerate([*_texts(values), (values["issuer"], 0), ("2026年3月1日", 0)]):
        paragraph = word.add_paragraph()
        run = paragraph.add_run(text)
        name = "黑体" if level else "仿宋_GB2312"
        run.font.name, run.font.size = name, Pt(22 if n == 0 else 16)
        run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)
        paragraph.paragraph_format.line_spacing = Pt(28.95)
        if n == 0:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        else:
            paragraph.paragraph_format.first_line_indent = Pt(32)
    word.save(target)  # type: ignore[arg-type]


def _docxtpl(template: Path, values: dict[str, str]) -> bytes:
    from docxtpl import DocxTemplate  # type: ignore[import-untyped]

    out = io.BytesIO()
    document: Any = DocxTemplate(template)
    document.render(values, autoescape=True)
    document.save(out)
    return out.getvalue()


def _speeds(
    calls: dict[str, Callable[[], object]], seconds: float = 1.5, rounds: int = 3
) -> dict[str, float]:
    """Documents a second of each call: the best of several rounds in turn."""
    best = dict.fromkeys(calls, 0.0)
    for call in calls.values():
        call()
    for _ in range(rounds):
        for name, call in calls.items():
            count, start = 0, time.perf_counter()
            while (spent := time.perf_counter() - start) < seconds / rounds:
                call()
                count += 1
            best[name] = max(best[name], count / spent)
    return best


def _docxtpl_cached(template: Path) -> Callable[[dict[str, str]], object]:
    """docxtpl with the template taken apart and compiled once, which it does not do by itself."""
    from docxtpl import DocxTemplate
    from jinja2 import Environment

    word = DocxTemplate(template)
    word.init_docx()
    compiled = Environment(autoescape=True).from_string(word.patch_xml(word.get_xml()))

    def fill(values: dict[str, str]) -> bytes:
        tree = word.fix_tables(compiled.render(values))
        word.fix_docpr_ids(tree)
        word.map_tree(tree)
        word.is_rendered = True
        out = io.BytesIO()
        word.save(out)
        return out.getvalue()

    return fill


def _table() -> list[dict[str, str]]:
    """The values of many places; no two are the same."""
    letters = "甲乙丙丁春夏秋冬东西南北山水林田"
    return [
        VALUES
        | {
            "place": f"{a}{b}县",
            "issuer": f"{a}{b}县卫生健康局",
            "target": f"{60 + (i + n) % 40}%",
            "deadline": f"{2026 + n % 4}年{1 + i % 12}月",
        }
        for i, a in enumerate(letters)
        for n, b in enumerate(letters)
    ]


_at_work: dict[str, tuple[CompiledBody, list[dict[str, str]]]] = {}


def _prepare() -> None:
    rows = [{_TOKENS[name]: value for name, value in row.items()} for row in _table()]
    _at_work[""] = compile_body(_document(_TOKENS), Profile()), rows


def _fill_many(count: int) -> int:
    """Fills so many documents in one process; the bytes stay there."""
    compiled, rows = _at_work[""]
    return sum(len(compiled.fill(rows[n % len(rows)])) for n in range(count))


def _on_processes(jobs: int, pieces: int = 24, each: int = 250, rounds: int = 3) -> float:
    """Documents a second from so many processes: the best of several rounds."""
    with ProcessPoolExecutor(jobs, initializer=_prepare) as pool:
        list(pool.map(_fill_many, [each] * (2 * jobs)))
        seconds = []
        for _ in range(rounds):
            start = time.perf_counter()
            list(pool.map(_fill_many, [each] * pieces))
            seconds.append(time.perf_counter() - start)
    return pieces * each / min(seconds)


def run() -> list[Row]:
    """Documents a second, compiled and filled, and set each time, against the peers; and from two processes."""
    document = _document(VALUES)
    _prepare()
    compiled, rows = _at_work[""]
    size = max(len(compiled.fill(row)) for row in rows)
    turn, peers_turn = cycle(rows), cycle(_table())
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "template.docx"
        calls: dict[str, Callable[[], object]] = {
            "fill": lambda: compiled.fill(next(turn)),
            "to_docx": lambda: to_docx(document),
            "python-docx": lambda: _python_docx(VALUES, io.BytesIO()),
        }
        try:
            _python_docx({name: f"{{{{ {name} }}}}" for name in FIELDS}, template)
            _docxtpl(template, VALUES)
            calls["docxtpl"] = lambda: _docxtpl(template, next(peers_turn))
            cached = _docxtpl_cached(template)
            calls["docxtpl, template compiled once"] = lambda: cached(next(peers_turn))
        except ImportError:
            pass
        speed = _speeds(calls)
    note = f"{PARAGRAPHS} paragraphs, {sum(len(t) for t, _ in _texts(VALUES))} characters"
    one, two = _on_processes(1), _on_processes(2)
    return [
        *(
            Row(what, speed[ours], "docs/s", peer, speed.get(peer), bar, ">=", note)
            for what, ours, peer, bar in (
                ("docx: compile once, fill values", "fill", "docxtpl", 100.0),
                ("docx: compile once, fill values", "fill", "docxtpl, template compiled once", None),
                ("docx: compile once, fill values", "fill", "python-docx", None),
                ("docx: set a document each time", "to_docx", "docxtpl", None),
                ("docx: set a document each time", "to_docx", "python-docx", None),
            )
        ),
        Row("docx: fill values, two processes", two, "docs/s", "one process", one, 1.8, ">=", note),
        Row("docx: size of a file", size / 1024, "KiB", "bar", 12.0, 1.0, "<=", note),
    ]


if __name__ == "__main__":
    for row in run():
        theirs = f"{row.theirs:.0f}" if row.theirs else "not installed"
        print(
            f"{row.what:<36}{row.ours:>8.0f} {row.unit}  {row.peer} {theirs}  ×{row.ratio or 0:.1f}  {row.note}"
        )
