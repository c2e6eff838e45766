"""One locality from a YAML file or from plain values, checked field by field (读取地方信息)."""

from __future__ import annotations

import codecs
import difflib
import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from draftkit.errors import InputError, LocalityError
from draftkit.lexicon import departments, levels, places, tables
from draftkit.localities import entries
from draftkit.localities.entries import half_width, plain
from draftkit.localities.locality import Locality, TargetValue
from draftkit.model import Level

_MAPPINGS = ("units", "targets", "facts")
_ALIKE = 0.74  # from which a name is a slip of the pen (发文日期 for 成文日期: 0.75)


def load(path: str | Path) -> Locality:
    """The locality described by a YAML file. Raises LocalityError and InputError."""
    where = str(path)
    if Path(path).suffix.lower() in _NO_TEXT and Path(path).is_file():
        raise LocalityError("这不是地方信息文件", where=where, remedy=_WANTED)
    values = read_yaml(Path(path), where)
    if not isinstance(values, Mapping):
        raise LocalityError("内容不是“字段: 值”的形式", where=where, remedy=_WANTED)
    return from_mapping(values, where)


_NO_TEXT = frozenset(".docx .doc .wps .pdf .ofd .xls .et .zip .png .jpg .html".split())
_WANTED = "请写一个文本文件（.yaml），一行一项，如“名称: 兰溪县”，冒号用英文的，后面空一格"


def read_yaml(path: Path, where: str) -> Any:
    """The values of a YAML file, by a safe loader. Raises LocalityError with the line, InputError."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.load(read_text(path, where), Loader=loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"{where} 第{mark.line + 1}行" if mark else where
        raise LocalityError("YAML 格式有误", where=place, remedy=_SLIPS) from error
    except yaml.YAMLError as error:
        raise LocalityError("YAML 格式有误", where=where, remedy=_SLIPS) from error
    except ValueError as error:  # YAML takes 2024-13-01 for a date and fails on it
        raise LocalityError("日期有误", where=where, remedy="请写成 2026-03-01 的形式") from error


_SLIPS = "请检查这一行和上一行：冒号、引号、逗号要用英文的，冒号后面空一格，缩进用空格"


def read_text(path: Path, where: str) -> str:
    """The text of a file in UTF-8, GB18030 or what Notepad calls Unicode. Raises InputError."""
    data = read_bytes(path, where)
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError("文字编码无法识别", where=where, remedy="请另存为 UTF-8")


def read_bytes(path: Path, where: str) -> bytes:
    """The bytes of a file. Raises InputError when it is not there or cannot be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError("找不到这个文件", where=where, remedy="请检查路径") from None
    except OSError as error:
        if path.is_dir():
            raise InputError("这是文件夹，不是文件", where=where, remedy="请写到文件名为止") from None
        raise InputError(
            "文件打不开", where=where, remedy="请先在 Excel、WPS 里关闭它，并检查是否有读取权限"
        ) from error


def from_mapping(values: Mapping[str, Any], where: str | None = None) -> Locality:
    """A locality from plain values, checked (校验地方信息). Raises LocalityError."""
    fields = _in_english(nested(values), where)
    level = _level(fields.get("level"), where)
    name = _name(fields.get("name"), level, where)
    facts = {k: _fact(k, v) for k, v in _mapping(fields, "facts", where).items() if plain(v)}
    issued_on = _date(fields.get("issued_on"), where)
    code_word, facts = entries.code_word(fields.get("code_word"), facts, issued_on, where)
    return Locality(
        name,
        level,
        short=plain(fields.get("short")),
        parents=tuple(entries.parents(fields.get("parents"))),
        code_word=code_word,
        issuers=entries.issuers(fields.get("issuers")),
        addressees=entries.addressees(fields.get("addressees")),
        units={k: plain(v) for k, v in _mapping(fields, "units", where).items() if plain(v)},
        targets=_targets(_mapping(fields, "targets", where), where),
        facts=facts,
        issued_on=issued_on,
    )


@cache
def field_names() -> Mapping[str, str]:
    """Labels of fields and columns, Chinese or English, to the names in a locality (名称 → name)."""
    return {row["label"]: row["field"] for row in tables.rows("locality_fields")}


def field_of(label: str, where: str | None) -> str:
    """The field a label names: ``name``, ``targets`` …, ``facts.常住人口`` for a label of one's own.

    Raises LocalityError for what looks like a misspelt field, whose values would be lost.
    """
    written = label.strip()
    field = _fields_by_key().get(_key(written))
    if field is not None:
        return field
    near = _near(written)
    if near is not None:
        raise LocalityError(
            f"不认识的栏目“{written}”，是不是“{near}”",
            where=where,
            remedy=f"请改正；确实是另一项资料的，请写成 facts.{written}，或写在 facts 下面",
        )
    return f"facts.{written}"


@cache
def _fields_by_key() -> Mapping[str, str]:
    return {_key(name): field for name, field in field_names().items()}


@lru_cache(maxsize=1024)
def _key(label: str) -> str:
    return re.sub(r"[\s_-]+", "_", label.strip()).casefold()


def _near(label: str) -> str | None:
    """The known label that a misspelt one stands for; two Chinese characters are too few to tell."""
    pool = [name for name in field_names() if name.isascii() == label.isascii() and len(name) > 2]
    if len(label) < 3:
        return None
    found = difflib.get_close_matches(label.casefold(), pool, 1, _ALIKE)
    return found[0] if found else None


def _in_english(values: Mapping[str, Any], where: str | None) -> dict[str, Any]:
    """Field names as the program knows them (名称 → name); what is unknown becomes a fact."""
    known: dict[str, Any] = {}
    labels: dict[str, str] = {}
    facts: dict[str, Any] = {}
    for label, value in values.items():
        field, _, fact = field_of(str(label), where).partition(".")
        if fact:
            facts[fact] = value
        elif field in _MAPPINGS and isinstance(value, Mapping):
            before = known.get(field)
            known[field] = {**(before if isinstance(before, Mapping) else {}), **value}
        elif field in labels and plain(value) and plain(known[field]):
            raise LocalityError(
                f"“{labels[field]}”和“{label}”是同一个栏目，写了两遍", where=where, remedy="请只留一个"
            )
        else:
            known[field] = value
            labels[field] = str(label)
    if facts and isinstance(known.get("facts", {}), Mapping):
        known["facts"] = {**facts, **known.get("facts", {})}
    return known


def nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """Dotted columns as nested mappings: ``targets.签约率.value`` → targets → 签约率 → value."""
    tree: dict[str, Any] = {}
    for label, value in values.items():
        head, *rest = _steps(str(label))
        if not rest:
            if isinstance(tree.get(head), dict) and isinstance(value, Mapping):
                tree[head].update(value)
            else:
                tree[head] = value
            continue
        place = tree.setdefault(head, {})
        for part in rest[:-1]:
            place = place.setdefault(part, {}) if isinstance(place, dict) else {}
        if isinstance(place, dict):
            place[rest[-1]] = value
    return tree


@lru_cache(maxsize=1024)
def _steps(label: str) -> list[str]:
    """A dotted label, step by step; the same columns come with each row of a table."""
    return re.split(r"[.．。]", label.strip())


def _level(value: Any, where: str | None) -> Level:
    text = plain(value)
    if not text:
        raise LocalityError(
            "缺少级别（level）",
            where=where,
            remedy="请填写省、市、县、乡镇之一（province、city、county、township）",
        )
    level = levels.level_of(text)
    if level is None:
        raise LocalityError(
            f"级别（level）“{text}”不认识",
            where=where,
            remedy="请填写省、市、县、乡镇之一（province、city、county、township）",
        )
    return level


def _name(value: Any, level: Level, where: str | None) -> str:
    name = re.sub(r"\s+", "", plain(value))
    if not name:
        raise LocalityError("缺少名称（name）", where=where, remedy="请填写地方全称，如“兰溪县”")
    if level == "nation":
        return name
    parsed = places.parse(name)
    if not parsed.suffix:
        raise LocalityError(
            f"名称“{name}”看不出是省、市、县还是乡镇",
            where=where,
            remedy="请填写带“省、市、县、区、旗、镇、乡、街道”的全称",
        )
    if level not in parsed.levels:
        word = departments.WORDS[level]
        raise LocalityError(f"名称“{name}”与级别“{word}”不符", where=where, remedy="请改正名称或级别")
    return name


def _date(value: Any, where: str | None) -> str | None:
    if value is None or plain(value) == "":
        return None
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    text = plain(value)
    found = _DAY.fullmatch(text) or _DAY_IN_FIGURES.fullmatch(text)
    try:
        if found is None:
            raise ValueError(value)
        return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        raise LocalityError(
            f"成文日期（issued_on）“{plain(value)}”不是有效日期",
            where=where,
            remedy="请写成 2026-03-01 的形式",
        ) from None


_DAY = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?(?:\s+00:00:00)?")
_DAY_IN_FIGURES = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")


def _mapping(fields: Mapping[str, Any], name: str, where: str | None) -> dict[str, Any]:
    value = fields.get(name)
    if value is None or value == "":
        return {}
    if not isinstance(value, Mapping):
        raise LocalityError(
            f"{name} 应当是“名称: 值”的列表", where=where, remedy=f"请在 {name} 下一行一项地填写"
        )
    return {str(key).strip(): item for key, item in value.items()}


def _targets(values: Mapping[str, Any], where: str | None) -> dict[str, TargetValue]:
    targets: dict[str, TargetValue] = {}
    for metric, value in values.items():
        target = _target(metric, value, where)
        if target is not None:
            targets[metric] = target
    return targets


def _target(metric: str, value: Any, where: str | None) -> TargetValue | None:
    if not isinstance(value, Mapping):
        number, unit = _number(metric, value, "", where)
        return None if number is None else TargetValue(number, unit)
    parts = {_TARGET_PARTS.get(str(key).strip(), str(key).strip()): item for key, item in value.items()}
    unknown = set(parts) - {"value", "unit", "deadline"}
    if unknown:
        raise LocalityError(
            f"指标“{metric}”中有不认识的字段“{sorted(unknown)[0]}”",
            where=where,
            remedy="只能写 value（数值）、unit（单位）、deadline（时限）",
        )
    number, unit = _number(metric, parts.get("value"), plain(parts.get("unit")), where)
    deadline = _deadline(metric, parts.get("deadline"), where)
    if number is None and deadline is None:
        raise LocalityError(
            f"指标“{metric}”没有数值", where=where, remedy="请填写 value（数值），不填就整项删去"
        )
    return TargetValue(number, unit, deadline)


_TARGET_PARTS = {
    "数值": "value",
    "值": "value",
    "目标值": "value",
    "单位": "unit",
    "时限": "deadline",
    "年限": "deadline",
    "完成时限": "deadline",
}


def _number(metric: str, value: Any, unit: str, where: str | None) -> tuple[str | None, str | None]:
    """The figure and its unit: ``80%`` → 80, %. unit: as given in its own column, else ""."""
    text = half_width(plain(value))
    unit = unit.replace("％", "%")
    if not text:
        return None, unit or None
    found = _FIGURE.fullmatch(text)
    number = found[1].replace(",", "") if found else ""
    if found is None or not _DECIMAL.fullmatch(number):
        raise LocalityError(
            f"指标“{metric}”的数值“{plain(value)}”不是数字",
            where=where,
            remedy="请只写数字和单位，如 65%；没有定下来的空着",
        )
    written = found[2].strip()
    unit = written if written.endswith(unit) else unit
    if unit == "%" and float(number) >= _MOST_PERCENT:
        raise LocalityError(
            f"指标“{metric}”的数值是 {number}%，多了一百倍",
            where=where,
            remedy=f"要写的是 {float(number) / 100:g}% 的，请改正",
        )
    return number, unit or None


# The superior says whether it is a least or a most; a colleague says it again.
_FIGURE = re.compile(
    r"(?:[≥≤><=]|不低于|不少于|不小于|不高于|不超过|不大于|达到|至少)*\s*([\d.,]+)\s*(\D*?)(?:及?以[上下内])?"
)
_DECIMAL = re.compile(r"\d+(?:\.\d+)?")
_MOST_PERCENT = 1000


def _deadline(metric: str, value: Any, where: str | None) -> str | None:
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    text = re.sub(r"\s+|年?底?前?$|日$", "", half_width(plain(value)))
    if not text:
        return None
    text = re.sub(r"[年月./]", "-", text).rstrip("-")
    found = re.fullmatch(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?", text)
    if found is None:
        raise LocalityError(
            f"指标“{metric}”的时限“{plain(value)}”不是年份或日期",
            where=where,
            remedy="请写成 2026 或 2026-06",
        )
    return "-".join(part.zfill(2) for part in found.groups() if part)


def _fact(name: str, value: Any) -> str:
    """A fact as a text says it: a date in words, numbers of papers as they are printed."""
    if isinstance(value, datetime | date):
        return f"{value.year}年{value.month}月{value.day}日"
    text = plain(value)
    if name == "发文字号":
        return entries.document_number(text)
    return (entries.running_number(text) if name == "发文序号" else None) or text
