"""Scans and pictures: pixels -> runs -> lines, with the extra ``draftkit[ocr]`` (rapidocr).

Its models lie in its wheel and are named by their paths, so that nothing is ever fetched. A
recognised page becomes a `Sheet` like that of a PDF; lines and paragraphs are found from there on
by the same modules.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from draftkit.errors import EmptyDocument, InputError, UnsupportedFormat
from draftkit.model import Doubt, Span
from draftkit.readers.ocr_runs import Doubtful, Seen, borders_at, edges_of, level_sizes, runs_of, size_of
from draftkit.readers.ocr_stacks import oddly_found, unstacked
from draftkit.readers.ocr_words import Char
from draftkit.readers.pdf_lines import Leaf, Strip, leaf_of, without_furniture
from draftkit.readers.pdf_pages import Sheet
from draftkit.readers.pdf_paragraphs import lines_of
from draftkit.readers.pdf_rules import grids_among
from draftkit.readers.pdf_tables import joined_tables
from draftkit.readers.source import Source

MAX_PAGES = 100  # some 5 seconds a page
INSTALL = '请先运行 pip install "draftkit[ocr]"'
_SHARP = 736  # pixels across a page, for finding lines; words are read from the full picture
_LEAST_SHARE = 0.5  # of a line: below it is no writing (stains, pictures, rests of a seal)
_A4 = 595.0, 842.0  # points
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Scan:
    """A page as it was recognised (识别结果): its runs and tables, and what is not sure."""

    sheet: Sheet
    doubts: tuple[Doubtful, ...] = ()


def is_installed() -> bool:
    """Whether the extra is there; nothing of it is loaded."""
    return all(find_spec(name) is not None for name in ("rapidocr", "onnxruntime"))


def read(data: bytes, name: str, digest: str) -> Source:
    """A picture (.png, .jpg, .tif …) as lines.

    Raises UnsupportedFormat without the extra, InputError for a picture that cannot be opened, and
    EmptyDocument for one without words.
    """
    if not is_installed():
        raise UnsupportedFormat(
            "这是图片，要装文字识别组件才能读", where=name, remedy=f"{INSTALL}，或先转成文字"
        )
    from draftkit.readers.ocr_picture import pictures_of

    scans = []
    for number, picture in enumerate(pictures_of(data, name), 1):
        if number > MAX_PAGES:
            raise too_many(number, name)
        wide = _A4[picture.shape[1] > picture.shape[0]]
        scans.append(scan_of(picture, number, wide / picture.shape[1], name))
    level_sizes([run for scan in scans for run in scan.sheet.runs])
    leaves = joined_tables(without_furniture([leaf_of(scan.sheet) for scan in scans if scan.sheet.runs]))
    number_strips(leaves)
    lines = lines_of(leaves)
    if not lines:
        raise EmptyDocument("图片里没有认出文字", where=name, remedy="请检查是否选错了文件，或重新扫描")
    doubts = doubts_of(scans, leaves)
    return Source(name, "image", digest, lines, tuple(warnings_of(doubts)), doubts=doubts)


def too_many(count: int, name: str) -> InputError:
    """The error for a file with more scanned pages than anybody waits for."""
    return InputError(
        f"扫描的页太多（至少 {count} 页，一次最多 {MAX_PAGES} 页）", where=name, remedy="请拆开，或只留正文"
    )


def warnings_of(doubts: Sequence[Doubt]) -> Iterator[str]:
    """What the user should know of a scan."""
    rest = f"，有 {len(doubts)} 处把握不大，见“存疑文字”" if doubts else ""
    yield f"这份文件是扫描件或图片，文字是识别出来的{rest}，引用前请对照原件"


def number_strips(leaves: Sequence[Leaf]) -> None:
    """Lines counted through the document, page furniture not among them."""
    for number, strip in enumerate((strip for leaf in leaves for strip in leaf.strips), 1):
        strip.number = number


def scan_of(picture: Any, number: int, scale: float, name: str) -> Scan:
    """Recognise one page; `scale` is points a pixel. Raises InputError when the engine fails."""
    from draftkit.readers.ocr_picture import ink_of, rules_of, straight, without_seals

    _log.info("正在识别第 %d 页", number)
    picture = straight(without_seals(picture))
    ink = ink_of(picture)
    high, wide = picture.shape[0] * scale, picture.shape[1] * scale
    lines = list(_seen(picture, name))
    if oddly_found(lines):
        closer = list(_seen(picture, name, 2 * _SHARP))
        lines = unstacked(closer, ink, lambda box: _words_in(picture, box, name))
    sizes = [size_of(line, ink) for line in lines]
    lines = [edges_of(line, size, ink) for line, size in zip(lines, sizes, strict=True)]
    found = [pair for line, size in zip(lines, sizes, strict=True) for pair in runs_of(line, size, scale)]
    grids = grids_among(rules_of(ink, scale), [run for run, _ in found])
    if grids:
        found = [
            pair
            for line, size in zip(lines, sizes, strict=True)
            for pair in runs_of(line, size, scale, borders_at(line, grids, scale))
        ]
    runs = tuple(run for run, _ in found)
    return Scan(Sheet(number, wide, high, runs, tuple(grids)), tuple(d for _, ds in found for d in ds))


def _seen(picture: Any, name: str, sharp: float = _SHARP) -> Iterator[Seen]:
    """The lines of a picture that are writing and stand level."""
    from draftkit.readers.ocr_picture import pieces_of

    for top, piece in pieces_of(picture):
        found = _recognised(piece, name, sharp)
        if found.txts is None or found.boxes is None:
            continue
        for box, text, share, words in zip(
            found.boxes, found.txts, found.scores, found.word_results, strict=True
        ):
            xs, ys = [float(p[0]) for p in box], [float(p[1]) + top for p in box]
            slope = abs(ys[1] - ys[0]) + abs(ys[2] - ys[3])
            if share >= _LEAST_SHARE and slope <= 0.3 * abs(xs[1] - xs[0]):
                yield Seen(min(xs), min(ys), max(xs), max(ys), tuple(_chars(text, words)))


def _words_in(picture: Any, box: tuple[int, int, int, int], name: str) -> Seen | None:
    """What stands in a box that holds one line."""
    left, top, right, bottom = box
    found = _recognised(picture[top:bottom, left:right], name)
    if found.txts is None or found.boxes is None:
        return None
    chars = [
        c for text, words in zip(found.txts, found.word_results, strict=True) for c in _chars(text, words)
    ]
    chars.sort(key=lambda c: c.left)
    moved = tuple(Char(c.text, c.share, c.left + left, c.right + left) for c in chars if not c.text.isspace())
    return Seen(left, top, right, bottom, moved)


def _recognised(picture: Any, name: str, sharp: float = _SHARP) -> Any:
    engine = _engine()
    short, long = min(picture.shape[:2]), max(picture.shape[:2])
    engine.text_det.limit_side_len = long * min(1.0, sharp / short)
    try:
        return engine(picture, return_word_box=True, return_single_char_box=True)
    except Exception:  # the engine's own errors have no common root
        raise InputError("文字识别没有成功", where=name, remedy="请重新扫描后再试") from None


def _chars(text: str, words: Iterable[tuple[str, float, Any]]) -> Iterator[Char]:
    """The characters of a line with their places; the engine has none for spaces."""
    places = iter(words)
    right = 0.0
    for char in text:
        if char.isspace():
            yield Char(" ", 1.0, right, right)
            continue
        place = next(places, None)
        if place is None:
            return
        box = place[2]
        right = float(max(box[1][0], box[2][0]))
        yield Char(char, float(place[1]), float(min(box[0][0], box[3][0])), right)


@cache
def _engine() -> Any:
    """The recogniser, loaded once. Raises InputError when its wheel is not complete."""
    try:
        import rapidocr

        models = Path(rapidocr.__file__).parent / "models"
        paths = {kind: sorted(models.glob(f"*_{kind}_*.onnx"))[0] for kind in ("det", "rec")}
        params = {
            "Global.log_level": "error",
            "Global.use_cls": False,
            "Global.use_preprocess_img": False,
            "Global.text_score": 0.0,
            "Det.limit_type": "max",
            "Det.model_path": str(paths["det"]),
            "Rec.model_path": str(paths["rec"]),
        }
        engine: Any = rapidocr.RapidOCR(params=params)
        engine._load_det_model()  # its bound is set anew for every picture
    except Exception:
        raise InputError(
            "文字识别组件装得不完整", remedy='请运行 pip install --force-reinstall "draftkit[ocr]"'
        ) from None
    return engine


def doubts_of(scans: Iterable[Scan], leaves: Iterable[Leaf]) -> tuple[Doubt, ...]:
    """What is not sure, with its place in the lines; page furniture is gone from them."""
    strips = {leaf.number: leaf.strips for leaf in leaves}
    out = []
    for scan in scans:
        for doubt in scan.doubts:
            found = _place(doubt, strips.get(scan.sheet.number, ()))
            if found is not None:
                strip, column = found
                words = doubt.run.text[doubt.start : doubt.end]
                places = (strip.number, strip.number), (column, column + len(words) - 1)
                out.append(Doubt(words, Span(*places, (strip.page, strip.page)), doubt.share, strip.text))
    return tuple(sorted(out, key=lambda d: (d.span.line, d.span.column)))


def _place(doubt: Doubtful, strips: Sequence[Strip]) -> tuple[Strip, int] | None:
    """The line that a run went into, and the column of the doubtful words in it."""
    run = doubt.run
    near = [s for s in strips if run.text in s.text and abs(s.base - run.base) < run.size]
    if not near:
        return None
    strip = min(near, key=lambda s: abs(s.base - run.base) + max(s.left - run.left, run.right - s.right, 0))
    return strip, strip.text.index(run.text) + doubt.start + 1


__all__ = [
    "INSTALL", "MAX_PAGES", "Scan", "doubts_of", "is_installed", "number_strips", "read", "scan_of",
    "too_many", "warnings_of",
]  # fmt: skip
