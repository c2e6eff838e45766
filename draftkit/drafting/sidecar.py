"""The second file of a draft: where every paragraph came from, and what is open (来源文件)."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from draftkit.drafting.result import Draft, Origin

SCHEMA = "draftkit.draft/1"
SUFFIX = ".来源.json"


def sidecar_path(output: Path) -> Path:
    """X.docx -> X.来源.json, in the same folder; X.txt -> X.txt.来源.json, so that both can stand there."""
    stem = output.stem if output.suffix.lower() == ".docx" else output.name
    return output.with_name(stem + SUFFIX)


def sidecar(draft: Draft) -> str:
    """The draft's provenance and open points as JSON (schema draftkit.draft/1), a line for each paragraph."""
    fields = (f' "{name}": {_lines(value)}' for name, value in sidecar_data(draft).items())
    return "{\n" + ",\n".join(fields) + "\n}\n"


def _lines(value: Any) -> str:
    if not isinstance(value, list) or not value:
        return json.dumps(value, ensure_ascii=False)
    return "[\n" + ",\n".join(f"  {json.dumps(item, ensure_ascii=False)}" for item in value) + "\n ]"


def sidecar_data(draft: Draft) -> dict[str, Any]:
    """The same as plain values."""
    paragraphs = draft.document.paragraphs
    return {
        "schema": SCHEMA,
        "title": draft.document.title,
        "template": draft.template,
        "parent": {"path": draft.parent_path, "sha256": draft.parent_sha256},
        "parents": [asdict(parent) for parent in draft.parents],
        "decisions": list(draft.decisions),
        "paragraphs": [
            {
                "index": trace.paragraph,
                "role": paragraphs[trace.paragraph].role,
                "text": paragraphs[trace.paragraph].text,
                "template_line": trace.line,
                "from": [_origin(origin) for origin in trace.origins],
            }
            for trace in draft.provenance
        ],
        "open_points": [asdict(point) for point in draft.open_points],
    }


def _origin(origin: Origin) -> dict[str, Any]:
    data: dict[str, Any] = {"kind": origin.kind, "key": origin.key}
    if origin.span:
        data["span"] = {"line": origin.span.line, "page": origin.span.page}
    if origin.sha256:
        data["sha256"] = origin.sha256
    for name in ("version", "document", "row"):
        value = getattr(origin, name)
        if value is not None and (name != "document" or value > 1):
            data[name] = value
    return data
