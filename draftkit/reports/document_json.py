"""`inspect --json`: schema draftkit.document/1 (shared contract)."""

from __future__ import annotations

from typing import Any

from draftkit.model import Citation, Document, Doubt, Measure, Span, Target

SCHEMA = "draftkit.document/1"


def document_json(document: Document) -> dict[str, Any]:
    """The document as plain data. What it does not state is None or an empty list."""
    standing = document.standing_responsibility
    return {
        "schema": SCHEMA,
        "source": {
            "path": document.source.path,
            "kind": document.source.kind,
            "sha256": document.source.sha256,
        },
        "doc_number": document.doc_number,
        "title": document.title,
        "notice_title": document.notice_title,
        "issuers": list(document.issuers),
        "addressees": list(document.addressees),
        "issued_on": document.issued_on,
        "printed_by": document.printed_by,
        "printed_on": document.printed_on,
        "copied_to": list(document.copied_to),
        "disclosure": document.disclosure,
        "effective_from": document.effective_from,
        "valid_until": document.valid_until,
        "basis": [_citation(c) for c in document.basis],
        "standing_responsibility": None
        if standing is None
        else {"text": standing.text, "units": list(standing.units), "declared_in": standing.declared_in},
        "closing": [text.text for text in document.closing],
        "headings": [{"label": s.label, "level": s.level, "title": s.title} for s in document.headings()],
        "measures": [_measure(m) for m in document.measures],
        "attachments": [{"label": a.label, "title": a.title} for a in document.attachments],
        "signature": list(document.signature),
        "warnings": list(document.warnings),
        "doubts": [_doubt(d) for d in document.doubts],
    }


def _measure(measure: Measure) -> dict[str, Any]:
    answer = measure.responsibility
    return {
        "id": measure.id,
        "path": list(measure.path),
        "title": measure.title,
        "text": measure.text,
        "responsibility": {
            "raw": answer.raw if answer else None,
            "lead": list(measure.lead),
            "units": list(measure.units),
        },
        "targets": [_target(t) for t in measure.targets if t.value is not None],
        "targets_relative": [_target(t) for t in measure.targets if t.value is None],
        "citations": [_citation(c) for c in measure.citations],
        "span": span_json(measure.span),
    }


def _target(target: Target) -> dict[str, Any]:
    value = target.value
    out: dict[str, Any] = {
        "text": target.text,
        "metric": target.metric,
        "comparator": target.comparator,
        "value": int(value) if value is not None and value == int(value) else value,
        "unit": target.unit,
        "deadline": target.deadline,
    }
    if target.period:
        out["period"] = target.period
    if target.benchmark:
        out["benchmark"] = target.benchmark
    return out


def _doubt(doubt: Doubt) -> dict[str, Any]:
    return {
        "text": doubt.text,
        "span": span_json(doubt.span),
        "confidence": round(doubt.confidence, 2),
        "line": doubt.line,
    }


def _citation(citation: Citation) -> dict[str, str | None]:
    return {"title": citation.title, "number": citation.number}


def span_json(span: Span | None) -> dict[str, list[int]] | None:
    """{"line": […], "column": […], "page": […]} — page only where the source has pages."""
    if span is None:
        return None
    out = {"line": list(span.line), "column": list(span.column)}
    if span.page is not None:
        out["page"] = list(span.page)
    return out
