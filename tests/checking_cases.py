"""Cases of the text rules: a whole, faultless document, of which a case changes one part."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from draftkit.checking import Problem, Settings, check_document
from draftkit.model import Document
from draftkit.parsing import parse
from draftkit.readers.source import Source

CASES = Path(__file__).parent / "cases" / "checking"

PARTS = {
    "head": "",
    "number": "溪农规〔2025〕2号",
    "title": "溪口县农业农村局关于印发《溪口县推进智慧农业发展实施方案》的通知",
    "addressee": "各乡镇人民政府，县直各有关单位：",
    "notice": "《溪口县推进智慧农业发展实施方案》已经县政府同意，现印发给你们，请认真贯彻落实。",
    "signature": "溪口县农业农村局",
    "date": "2025年3月6日",
    "disclosure": "（此件公开发布）",
    "plan": "溪口县推进智慧农业发展实施方案",
    "preamble": "为加快推进我县智慧农业发展，结合实际，制定本方案。",
    "goal": "到2027年，全县主要农作物智慧种植面积占比达到30%以上。",
    "chapter": "一、总体要求",
    "second": "二、主要任务",
    "item": "推进农田信息采集，完善灌溉、测土、虫情监测设施。",
    "note": "（责任单位：县农业农村局、县财政局）",
    "other": "（二）培育数字主体。支持合作社应用农机调度平台，提高作业效率。（责任单位：县农业农村局、县商务局）",
    "third": "（三）健全服务体系。组建技术服务队，开展田间指导和培训。（责任单位：县农业农村局、县人力资源社会保障局）",
    "more": "",
    "last": "三、保障措施",
    "support": "（一）加强组织领导。县农业农村局会同有关单位建立会商机制，协调解决问题。\n\n（二）强化资金保障。统筹用好涉农资金，支持重点项目建设。",
    "closing": "本方案自2025年4月6日起施行，有效期至2029年4月5日。",
    "tail": "",
    "printed": "溪口县农业农村局办公室          2025年3月6日印发",
}

_ORDER = """{head}

{number}

{title}

{addressee}

{notice}

{signature}

{date}

{disclosure}

{plan}

{preamble}

{chapter}

{goal}

{second}

（一）建设数字农田。{item}{note}

{other}

{third}

{more}

{last}

{support}

{closing}

{tail}

{printed}
"""


def text_of(case: str | dict[str, Any]) -> str:
    """The document of a case: a string is the text of one item; `text` is the whole document."""
    if isinstance(case, str):
        return _ORDER.format(**PARTS | {"item": case})
    if "text" in case:
        return str(case["text"])
    return _ORDER.format(**PARTS | {k: v for k, v in case.items() if k in PARTS})


def read(case: str | dict[str, Any]) -> tuple[Document, Source]:
    """The document of a case with its lines."""
    from draftkit.readers import text as text_reader

    kind = case.get("kind", "text") if isinstance(case, dict) else "text"
    source = Source("", kind, "", text_reader.split(text_of(case)))
    return parse(source), source


def found(case: str | dict[str, Any], settings: Settings | None = None) -> tuple[Problem, ...]:
    """The findings of a case, by the day that it names."""
    from dataclasses import replace

    settings = settings or Settings()
    if isinstance(case, dict) and "as_of" in case:
        settings = replace(settings, as_of=case["as_of"])
    document, source = read(case)
    return check_document(document, settings, source.lines)


def cases() -> dict[str, dict[str, list[Any]]]:
    """Rule → bad and good cases, from all files."""
    loaded: dict[str, dict[str, list[Any]]] = {}
    for path in sorted(CASES.glob("*.yaml")):
        loaded |= yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded
