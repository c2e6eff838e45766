"""What an operator should look at before a batch: it can be drafted, but is hardly meant (表格里可疑的地方)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from draftkit.drafting.targets import best_key
from draftkit.lexicon import departments, levels
from draftkit.localities import Locality, Row, infer
from draftkit.model import Document, Target

_SHOWN = 5
_SHARE, _WHOLE = 1, 5  # 0.65 where the superior says 60%


def doubts(parents: Sequence[Document], rows: Iterable[Row]) -> Iterator[str]:
    """One Chinese sentence, without a full stop, for each kind of thing with the rows it was found in.

    parents: the superior documents, the leading one first.
    """
    known = [(row.number, row.locality) for row in rows if row.locality is not None]
    yield from _twice(known)
    yield from _too_high(parents[0], known)
    yield from _shares(parents, known)


def _twice(known: Sequence[tuple[int, Locality]]) -> Iterator[str]:
    numbers: dict[tuple[str, ...], list[int]] = {}
    for number, here in known:
        numbers.setdefault((here.name, *here.parents), []).append(number)
    found = [(place[0], at) for place, at in numbers.items() if len(at) > 1]
    if found:
        told = "；".join(f"{name}在第{'、'.join(map(str, at))}行" for name, at in found[:_SHOWN])
        yield f"同一个地方写了不止一行：{told}{_more(len(found), '处')}，每行各写一份，文件名带行号，请核对"


def _too_high(parent: Document, known: Sequence[tuple[int, Locality]]) -> Iterator[str]:
    issuer = infer(parent)
    if not issuer.certain:
        return
    found = [number for number, here in known if levels.rank(here.level) <= levels.rank(issuer.level)]
    if found:
        word = departments.WORDS[issuer.level]
        yield f"{_rows(found)}的级别不比上级文件（{word}级）低，请核对“级别”一栏，或换上级文件"


def _shares(parents: Sequence[Document], known: Sequence[tuple[int, Locality]]) -> Iterator[str]:
    """0.65 in a cell without the form of a percentage stands in the plan as 0.65%."""
    percents = {
        t.metric: t.value
        for parent in parents
        for measure in parent.measures
        for t in measure.targets
        if _is_percent(t) and t.value is not None
    }
    asked: dict[tuple[str, ...], Mapping[str, float]] = {}
    found: dict[str, list[int]] = {}
    for number, here in known:
        keys = tuple(here.targets)
        if keys not in asked:
            asked[keys] = {
                key: value for metric, value in percents.items() if (key := best_key(metric, keys))
            }
        for key, value in asked[keys].items():
            given = here.targets[key]
            if given.unit in (None, "%") and value >= _WHOLE and 0 < _number(given.value) <= _SHARE:
                found.setdefault(key, []).append(number)
    for key, at in found.items():
        yield f"{_rows(at)}的“{key}”不到 1%，像是把百分数写成了小数，请写成 65% 或 65 的形式"


def _is_percent(target: Target) -> bool:
    return target.unit in ("%", "％")


def _number(value: str | None) -> float:
    try:
        return float(value or 0)
    except ValueError:
        return 0.0


def _rows(numbers: Sequence[int]) -> str:
    return f"第{'、'.join(map(str, numbers[:_SHOWN]))}行{_more(len(numbers), '行')}"


def _more(count: int, unit: str) -> str:
    return f"等 {count} {unit}" if count > _SHOWN else ""
