"""A comparison for the terminal: a summary and one row a deviation, aligned by width on screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from draftkit.comparing import SEVERITIES, Comparison, Deviation, Quote, Severity
from draftkit.comparing.labels import label
from draftkit.comparing.marks import Piece, quoted
from draftkit.lexicon.text import normal, width
from draftkit.model import Document

_COLOURS = {"high": "31;1", "medium": "33", "low": "36", "info": "2"}
_MARGIN = 2
_BEFORE = 8  # characters before a change that are shown with it
_SEEN = 16  # columns of a change that should be seen


def comparison_terminal(
    comparison: Comparison, *, columns: int = 100, colour: bool = False, least: Severity = "info"
) -> str:
    """The comparison as text.

    columns: width of the terminal, ideographs counting two. colour: mark severities by ANSI colours.
    least: deviations below this severity are counted only.
    """
    lines = [*_summary(comparison), ""]
    if not comparison.deviations:
        return "\n".join([*lines, "没有发现偏离。"])
    numbers = len(str(len(comparison.deviations)))
    wanted = SEVERITIES[: SEVERITIES.index(least) + 1]
    for number, deviation in enumerate(comparison.deviations, 1):
        if deviation.severity in wanted:
            lines += _row(f"{number:>{numbers}}", deviation, comparison, columns, colour)
    if hidden := sum(d.severity not in wanted for d in comparison.deviations):
        lines += ["", f"另有程度更轻的 {hidden} 处没有列出。"]
    return "\n".join(lines)


def _summary(comparison: Comparison) -> Iterator[str]:
    yield f"上级：{_name(comparison.parent)}"
    yield f"本级：{_name(comparison.child)}"
    for other in comparison.others:
        yield f"另据：{_name(other.document)}"
    coverage = comparison.coverage
    yield f"覆盖：上级举措 {_percent(coverage.measures)} 有对应条款，语句 {_percent(coverage.sentences)} 有体现"
    counts = Counter(d.severity for d in comparison.deviations)
    parts = [f"{label('severity', s)} {counts[s]}" for s in SEVERITIES if counts[s]]
    total = len(comparison.deviations)
    yield f"偏离：共 {total} 处" + (f"（{'，'.join(parts)}）" if parts else "")


def _name(document: Document) -> str:
    title = normal(document.title or document.source.path or "（无标题）")
    return f"{title}（{document.doc_number}）" if document.doc_number else title


def _percent(share: float) -> str:
    return f"{share * 100:.0f}%"


def _row(number: str, deviation: Deviation, comparison: Comparison, columns: int, colour: bool) -> list[str]:
    severity = _pad(label("severity", deviation.severity), 4)
    kind = _pad(label("kind", deviation.kind), 12)
    head = f"{number}  {_painted(severity, deviation.severity, colour)}  {kind}  "
    indent = len(number) + 2 + 4 + 2 + 12 + 2
    place = _place(deviation, comparison)
    text = wrapped(f"{place}{deviation.explanation}", columns - indent)
    lines = [head + text[0], *(" " * indent + line for line in text[1:])]
    for side, pieces in zip(("上级", "本级"), quoted(deviation), strict=True):
        if pieces:
            cut = f"{side}：{_around_change(pieces, columns - indent - _MARGIN - width('上级：'))}"
            lines.append(" " * (indent + _MARGIN) + (f"\x1b[2m{cut}\x1b[0m" if colour else cut))
    return lines


def _around_change(pieces: Sequence[Piece], columns: int) -> str:
    """The words on one line; where they do not fit, from a little before the first change on."""
    text = "".join(piece.text for piece in pieces)
    change = next((p.at - pieces[0].at for p in pieces if p.mark in ("gone", "new")), 0)
    if change and width(" ".join(text[:change].split())) + _SEEN > columns:
        start = max(change - _BEFORE, 0)
        return "…" + shortened(text[start:], columns - 2)
    return shortened(text, columns)


def _place(deviation: Deviation, comparison: Comparison) -> str:
    """Where it stands on both sides: 二、（三）→三、1."""
    sides = (
        _path(deviation.parent, deviation.parent_quote, comparison.parent),
        _path(deviation.child, deviation.child_quote, comparison.child),
    )
    known = [side for side in sides if side]
    return f"[{' → '.join(known)}] " if known else ""


def _path(id: str | None, quote: Quote | None, document: Document) -> str:
    if id is None:
        return ""
    if id.startswith("closing"):
        return "结尾段"
    return "".join(document.measure(id).path)


def _painted(text: str, severity: str, colour: bool) -> str:
    return f"\x1b[{_COLOURS[severity]}m{text}\x1b[0m" if colour else text


def _pad(text: str, to: int) -> str:
    return text + " " * max(0, to - width(text))


def wrapped(text: str, columns: int) -> list[str]:
    """The text in lines of at most `columns` (ideographs count two), never empty."""
    lines, line, used = [], "", 0
    for character in text:
        size = width(character)
        if used + size > max(columns, 20) and character not in "，。；：、）”》":
            lines.append(line)
            line, used = "", 0
        line += character
        used += size
    return [*lines, line]


def shortened(text: str, columns: int) -> str:
    """The text on one line, cut with … where it does not fit."""
    text = " ".join(text.split())
    if width(text) <= max(columns, 20):
        return text
    return _fitting(text, max(columns, 20) - 2) + "…"


def _fitting(text: Iterable[str], columns: int) -> str:
    out, used = "", 0
    for character in text:
        used += width(character)
        if used > columns:
            break
        out += character
    return out
