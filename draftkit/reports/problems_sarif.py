"""Findings as SARIF 2.1.0, which editors and code hosts show beside the text (OASIS SARIF v2.1.0)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from draftkit import __version__
from draftkit.checking.engine import Checked
from draftkit.checking.problems import Place, Problem, Severity
from draftkit.checking.rules import Rule, standard

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: Mapping[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}


def problems_sarif(files: Sequence[Checked], rules: Mapping[str, Rule] | None = None) -> dict[str, Any]:
    """The log of one run over one or several files. rules: of all that may be found."""
    known = standard() if rules is None else rules
    ids = sorted({problem.rule for file in files for problem in file.problems})
    index = {id: number for number, id in enumerate(ids)}
    driver = {
        "name": "draftkit",
        "version": __version__,
        "semanticVersion": __version__,
        "language": "zh-CN",
        "rules": [_rule(id, known.get(id)) for id in ids],
    }
    run = {
        "tool": {"driver": driver},
        "language": "zh-CN",
        "columnKind": "unicodeCodePoints",
        "artifacts": [_artifact(file) for file in files],
        "results": [
            _result(file, number, problem, index)
            for number, file in enumerate(files)
            for problem in file.problems
        ],
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(id: str, rule: Rule | None) -> dict[str, Any]:
    if rule is None:
        return {"id": id}
    lines = [rule.why, f"依据：{rule.source}" if rule.source else ""]
    lines += [f"不当：{rule.bad}" if rule.bad else "", f"应为：{rule.good}" if rule.good else ""]
    return {
        "id": id,
        "name": rule.title,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why},
        "help": {"text": "\n".join(line for line in lines if line)},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _artifact(file: Checked) -> dict[str, Any]:
    found: dict[str, Any] = {"location": {"uri": _uri(file.file)}}
    if file.document.source.sha256:
        found["hashes"] = {"sha-256": file.document.source.sha256}
    return found


def _uri(name: str) -> str:
    """A path as a relative reference, or as a file URI when it is absolute."""
    path = Path(name)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())


def _result(file: Checked, number: int, problem: Problem, index: Mapping[str, int]) -> dict[str, Any]:
    advice = f"建议：{problem.fix}" if problem.fix else ""
    text = problem.message if problem.message.endswith("。") else f"{problem.message}。"
    found: dict[str, Any] = {
        "ruleId": problem.rule,
        "ruleIndex": index[problem.rule],
        "level": _LEVELS[problem.severity],
        "message": {"text": text + advice},
        "locations": [_location(file, number, problem.place)],
        "occurrenceCount": problem.count,
    }
    if problem.more:
        found["relatedLocations"] = [
            {"id": at, "message": {"text": "同样的问题"}, **_location(file, number, place)}
            for at, place in enumerate(problem.more, 1)
        ]
    fixes = list(_fixes(file, number, problem.places))
    if fixes:
        found["fixes"] = fixes
    return found


def _location(file: Checked, number: int, place: Place) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(file.file), "index": number}}
    if place.line is not None:
        region: dict[str, Any] = {"startLine": place.line}
        if place.column is not None:
            region["startColumn"] = place.column
            if place.quote and (end := _end(file, place)) is not None:
                region["endLine"], region["endColumn"] = end
        if words := _words(file, place):
            region["snippet"] = {"text": words}
        physical["region"] = region
    return {"physicalLocation": physical}


def _words(file: Checked, place: Place) -> str:
    if place.paragraph is None:
        return place.quote
    return file.document.paragraphs[place.paragraph].text[place.start : place.end]


def _end(file: Checked, place: Place) -> tuple[int, int] | None:
    """Line and column behind the last character of a place."""
    if place.paragraph is None or place.end <= place.start:
        return None
    content = file.document.paragraphs[place.paragraph].content
    if not content.anchors:
        return None
    last = content.at(place.end - 1)
    return (last.line, last.column + 1) if last.line >= (place.line or 0) else None


def _fixes(file: Checked, number: int, places: Iterable[Place]) -> Iterable[dict[str, Any]]:
    """What an editor can put right: only in files of plain text, where lines and columns are those of the file."""
    if file.document.source.kind not in ("text", "markdown"):
        return
    for place in places:
        replacements = []
        for edit in place.edits:
            content = file.document.paragraphs[edit.paragraph].content
            if not content.anchors:
                continue
            start = content.at(edit.start)
            end = content.at(edit.end - 1) if edit.end > edit.start else None
            region = {"startLine": start.line, "startColumn": start.column}
            region |= (
                {"endLine": end.line, "endColumn": end.column + 1}
                if end
                else {"endLine": start.line, "endColumn": start.column}
            )
            replacements.append({"deletedRegion": region, "insertedContent": {"text": edit.new}})
        if replacements:
            change = {
                "artifactLocation": {"uri": _uri(file.file), "index": number},
                "replacements": replacements,
            }
            yield {"description": {"text": "改正"}, "artifactChanges": [change]}
