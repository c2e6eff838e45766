"""Clauses as plain records (dict, list, str, int, None) and back: what YAML and JSON both hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from draftkit.errors import LibraryError
from draftkit.library.clauses import STATUSES, Clause, Earlier, Edit, Origin, Shelf, Where, Wording
from draftkit.model import Level

SCHEMA = "draftkit.clauses/1"
Record = dict[str, Any]

_SHELF_KEYS = {"schema", "source", "clauses"}
_CLAUSE_KEYS = {
    "id", "heading", "section", "template", "original", "slots", "responsibility", "topics",
    "strength", "span", "version", "status", "variant_of", "earlier", "edits",
}  # fmt: skip


def shelf_record(shelf: Shelf) -> Record:
    """A file's content in the order in which people read it."""
    return {
        "schema": SCHEMA,
        "source": origin_record(shelf.origin),
        **shelf.extra,
        "clauses": [clause_record(c) for c in shelf.clauses],
    }


def origin_record(origin: Origin) -> Record:
    """The ``source`` part of a file."""
    return {
        "title": origin.title,
        "doc_number": origin.doc_number,
        "issuers": list(origin.issuers),
        "level": origin.level,
        "place": origin.place,
        "parents": list(origin.parents),
        "issued_on": origin.issued_on,
        "file": _file_record(origin),
    }


def _file_record(origin: Origin) -> Record:
    record: Record = {"name": origin.file, "sha256": origin.sha256}
    if origin.text:
        record["text"] = origin.text
    return {**record, "former": list(origin.former)} if origin.former else record


def clause_record(clause: Clause) -> Record:
    """One entry of ``clauses``."""
    record: Record = {
        "id": clause.id,
        "heading": clause.heading,
        "section": list(clause.section),
        **_wording_record(clause),
        "slots": dict(clause.slots),
        "responsibility": None,
        "topics": list(clause.topics),
        "strength": clause.strength,
        "span": None,
        "version": clause.version,
        "status": clause.status,
        "variant_of": clause.variant_of,
    }
    if clause.responsibility is not None:
        record["responsibility"] = _wording_record(clause.responsibility)
    if clause.where is not None:
        page = clause.where.page
        record["span"] = {"line": list(clause.where.line), "page": list(page) if page else None}
    if clause.earlier:
        record["earlier"] = [_earlier_record(e) for e in clause.earlier]
    if clause.edits:
        record["edits"] = [{"when": e.when, "who": e.who, "what": e.what, "why": e.why} for e in clause.edits]
    return {**record, **clause.extra}


def _wording_record(words: Wording | Clause) -> Record:
    return {"template": words.template, "original": words.original}


def _earlier_record(e: Earlier) -> Record:
    return {
        "version": e.version,
        "issued_on": e.issued_on,
        "heading": e.heading,
        "original": e.original,
        "responsibility": e.responsibility,
    }


def shelf_of(record: object, where: str, domain: str = "") -> Shelf:
    """The file's content as clauses of a domain. Raises LibraryError naming `where` and what is wrong."""
    top = _mapping(record, where)
    if top.get("schema") != SCHEMA:
        raise LibraryError(
            f"不是条款文件（schema 应为 {SCHEMA}）", where=where, remedy="请把它移出条款库，或改正首行"
        )
    origin = origin_of(_mapping(top.get("source") or {}, f"{where} 的 source"))
    entries = top.get("clauses") or []
    if not isinstance(entries, list):
        raise LibraryError("clauses 应是一个列表", where=where, remedy="请改正这个文件")
    clauses = tuple(clause_of(e, f"{where} 第{n}条", origin, domain) for n, e in enumerate(entries, 1))
    return Shelf(origin, clauses, domain, extra={k: v for k, v in top.items() if k not in _SHELF_KEYS})


def origin_of(source: Mapping[str, Any]) -> Origin:
    """The ``source`` part of a file as an Origin; what is missing is None or empty."""
    file = source.get("file")
    file = file if isinstance(file, dict) else {}
    level = source.get("level")
    return Origin(
        title=_text(source.get("title")),
        doc_number=_text(source.get("doc_number")),
        issuers=tuple(str(i) for i in source.get("issuers") or ()),
        level=level if level in get_args(Level) else None,
        place=_text(source.get("place")),
        parents=tuple(str(p) for p in source.get("parents") or ()),
        issued_on=_text(source.get("issued_on")),
        file=_string(file.get("name")),
        sha256=_string(file.get("sha256")),
        text=_string(file.get("text")),
        former=tuple(str(f) for f in file.get("former") or ()),
    )


def clause_of(entry: object, where: str, origin: Origin, domain: str = "") -> Clause:
    """One entry of ``clauses``. Raises LibraryError naming `where` and what is wrong."""
    record = _mapping(entry, where)
    for key in ("id", "template", "original"):
        if not isinstance(record.get(key), str):
            raise LibraryError(f"缺少 {key}", where=where, remedy="请补上")
    status = record.get("status") or "active"
    if status not in STATUSES:
        raise LibraryError(f"status 写成了“{status}”", where=where, remedy=f"只能写 {' 或 '.join(STATUSES)}")
    words = record.get("responsibility")
    return Clause(
        id=record["id"],
        heading=_text(record.get("heading")),
        template=record["template"],
        original=record["original"],
        slots={str(k): _string(v) for k, v in _mapping(record.get("slots") or {}, where).items()},
        responsibility=_wording_of(_mapping(words, where), where) if words else None,
        section=tuple(str(s) for s in record.get("section") or ()),
        topics=tuple(str(t) for t in record.get("topics") or ()),
        strength=_number(record.get("strength"), "strength", where),
        where=_where_of(record.get("span"), where),
        version=_number(record.get("version"), "version", where) or 1,
        status=status,
        variant_of=_text(record.get("variant_of")),
        earlier=tuple(_earlier_of(_mapping(e, where), where) for e in record.get("earlier") or ()),
        edits=tuple(_edit_of(_mapping(e, where)) for e in record.get("edits") or ()),
        extra={k: v for k, v in record.items() if k not in _CLAUSE_KEYS},
        origin=origin,
        domain=domain,
    )


def _wording_of(record: Mapping[str, Any], where: str) -> Wording:
    template, original = record.get("template"), record.get("original")
    if not isinstance(template, str) or not isinstance(original, str):
        raise LibraryError("responsibility 缺少 template 或 original", where=where, remedy="请补上")
    return Wording(template, original)


def _where_of(span: object, where: str) -> Where | None:
    if not isinstance(span, dict) or not span.get("line"):
        return None
    return Where(_pair(span["line"], where), _pair(span["page"], where) if span.get("page") else None)


def _pair(value: Any, where: str) -> tuple[int, int]:
    try:
        first, last = value
        return int(first), int(last)
    except (TypeError, ValueError):
        raise LibraryError("span 应写成 line: [起, 止]", where=where, remedy="请改正") from None


def _earlier_of(record: Mapping[str, Any], where: str) -> Earlier:
    return Earlier(
        version=_number(record.get("version"), "version", where) or 1,
        heading=_text(record.get("heading")),
        original=_string(record.get("original")),
        responsibility=_text(record.get("responsibility")),
        issued_on=_text(record.get("issued_on")),
    )


def _edit_of(record: Mapping[str, Any]) -> Edit:
    return Edit(*(_string(record.get(name)) for name in ("when", "who", "what", "why")))


def _mapping(value: object, where: str) -> Mapping[str, Any]:
    if isinstance(value, dict):
        return value
    raise LibraryError("格式不对，应是“名称: 内容”的形式", where=where, remedy="请对照 docs/library.md 改正")


def _text(value: object) -> str | None:
    return None if value is None or value == "" else str(value)


def _string(value: object) -> str:
    return "" if value is None else str(value)


def _number(value: object, name: str, where: str) -> int | None:
    if value is None or value == "":
        return None
    try:
        return int(str(value))
    except ValueError:
        raise LibraryError(f"{name} 应是整数，写成了“{value}”", where=where, remedy="请改正") from None
