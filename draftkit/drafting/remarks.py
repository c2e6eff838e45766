"""Where each paragraph came from, as one says it in a comment (批注里的出处)."""

from __future__ import annotations

from draftkit.drafting.holes import OpenPoint
from draftkit.drafting.result import Draft, Origin, Trace
from draftkit.drafting.vocabulary import words

_WORDS = {"title": "标题", "preamble": "引言", "closing": "结尾"}
_KINDS = {
    "fact": "待填资料", "target": "目标待定", "decision": "需要决定", "unit": "单位待定",
    "name": "名称待核", "check": "文字待核",
}  # fmt: skip


def remarks(draft: Draft) -> dict[int, str]:
    """For each paragraph of the draft (by index) its sources and open points, a line each.

    Paragraphs that are only the template's words have none.
    """
    found: dict[int, list[str]] = {}
    for trace in draft.provenance:
        if lines := _sources(draft, trace):
            found[trace.paragraph] = lines
    whole: list[OpenPoint] = []
    for point in draft.open_points:
        if point.paragraph is None:
            whole.append(point)
        else:
            found.setdefault(point.paragraph, []).append(_open(point))
    if whole and draft.document.paragraphs:
        found.setdefault(0, []).extend(_open(point) for point in whole)
    return {index: "\n".join(dict.fromkeys(lines)) for index, lines in sorted(found.items())}


def _sources(draft: Draft, trace: Trace) -> list[str]:
    return [_said(draft, origin) for origin in trace.origins]


def _said(draft: Draft, origin: Origin) -> str:
    match origin.kind:
        case "library":
            return f"出处：条款库 {origin.key} 第{origin.version}版"
        case "locality":
            return f"出处：地方信息（{_field(origin.key)}）"
        case "plan":
            return f"出处：起草计划第{origin.key}行"
    parent = draft.parents[(origin.document or 1) - 1]
    return f"出处：{parent.title}{_place(origin)}"


def _field(key: str) -> str:
    """A field of the locality by its Chinese name: issuers → 发文机关, facts.常住人口 → 常住人口."""
    name = key.rpartition(".")[2]
    found = {word.english: word.chinese for view in ("locality", "root") for word in words(view)}
    return found.get(name, name)


def _place(origin: Origin) -> str:
    what = _WORDS.get(origin.key, "")
    if origin.key.startswith("attachment"):
        row = f"表格第{origin.row}行" if origin.row else ""
        what = f"附件{origin.key.removeprefix('attachment')}{row}"
    elif not what:
        what = f"第{origin.key[1:]}{'条举措' if origin.key.startswith('m') else '个标题'}"
    if origin.span is None:
        return what
    page = f"第{origin.span.page[0]}页" if origin.span.page else f"第{origin.span.line[0]}行"
    return f"{what}（原文{page}）"


def _open(point: OpenPoint) -> str:
    return f"{_KINDS[point.kind]}：{point.text}：{point.reason}"
