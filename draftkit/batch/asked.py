"""What a parent and a template ask of a locality, as columns of a table (要填的栏目)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from draftkit.drafting import Template
from draftkit.drafting.letterhead import NUMBER
from draftkit.drafting.targets import is_own, is_sum
from draftkit.drafting.unused import FACTS
from draftkit.lexicon import departments, levels
from draftkit.lexicon.text import normal
from draftkit.localities import Locality, infer
from draftkit.model import LEVELS, Document, Level, Target

_ALL_UNITS = 40
_COMPARATORS = {
    ">=": "不低于",
    ">": "高于",
    "<=": "不高于",
    "<": "低于",
    "=": "为",
    "~": "约",
}
_EXAMPLES: dict[Level, tuple[str, str]] = {
    "province": ("云岭省", "云岭"),
    "city": ("东川市", "东"),
    "county": ("兰溪县", "兰"),
    "township": ("柳河镇", "柳"),
}
_ABOVE = ("云岭省", "东川市", "兰溪县")
_OPENNESS = ("此件公开发布", "此件依申请公开", "此件不公开")


@dataclass(frozen=True, slots=True)
class Column:
    """A column to be filled in. remark: for its head cell; example: for the example row.

    choices: for a drop-down, empty for none; a value that is not among them is refused when strict.
    form: number format; day: whether a date is wanted; floor: the least value, None for any.
    """

    head: str
    remark: str
    example: str | float = ""
    choices: tuple[str, ...] = ()
    strict: bool = False
    form: str = ""
    day: bool = False
    floor: float | None = None
    must: bool = False


def columns(parents: Sequence[Document], template: Template) -> list[Column]:
    """All that localities below the issuers can state, what must be stated first.

    parents: the superior documents, the leading one first; it says who is to carry them out.
    """
    level = _below(parents[0])
    here = Locality(_EXAMPLES[level][0], level, parents=_ABOVE[: max(levels.rank(level) - 1, 0)])
    return [
        *_head(here, parents[0]),
        *_facts(template, here),
        *(column for target in _targets(parents) for column in _target(target)),
        *_units(parents, here),
    ]


def _below(parent: Document) -> Level:
    """The level below the issuer's: who is to carry the parent out."""
    rank = levels.rank(infer(parent).level)
    return LEVELS[min(rank + 1, len(LEVELS) - 1)]


def _head(here: Locality, parent: Document) -> Iterator[Column]:
    word = departments.WORDS[here.level]
    issuer, code = _signer(here, infer(parent))
    yield Column(
        "名称",
        f"必填。地方的全称，如 {here.name}。以“示例”开头的行不起草，可以删去。",
        f"示例：{here.name}",
        must=True,
    )
    yield Column("级别", "必填。从下拉框里选。", word, ("省", "市", "县", "乡镇"), strict=True, must=True)
    yield Column("上级", "上级地方，从省往下，用；隔开。", "；".join(here.parents))
    yield Column("发文机关", "一个或几个，用；隔开，主办的在前。", issuer)
    yield Column("发文机关代字", "发文字号〔〕前面的字。", code)
    yield Column(NUMBER, "发文字号里的序号，只写数字；没有编号的空着，成文里会留【待填】。", 12)
    yield Column("主送机关", "用；隔开，末尾不写冒号。", here.lower_governments())
    yield Column("成文日期", "写成 2026-03-01 或 2026年3月1日。", "2026-03-01", day=True)


def _signer(here: Locality, above: Locality) -> tuple[str, str]:
    """Who answers the parent's issuer here, and with which 代字: 县水利局 a 市水利局, a government a government."""
    if here.level == "township":
        return f"{here.name}人民政府", f"{_EXAMPLES[here.level][1]}政发"
    office = f"{here.name}人民政府办公室"
    key = departments.key_of(above.issuers[0]) if above.issuers else None
    issuer = (here.unit(key, "full") if key else None) or office
    # The first character of a 代字 is the place's.
    stem = above.code_word[1:] if above.code_word and above.code_word[0] in above.name else ""
    return issuer, f"{_EXAMPLES[here.level][1]}{stem or ('政办发' if issuer == office else '')}"


def _facts(template: Template, here: Locality) -> Iterator[Column]:
    """What the template prints of the locality's own facts."""
    asked = template.names()
    yield Column("同意机关", "部门发文给下级政府的须经同级政府同意。", f"{here.prefix}人民政府")
    if {"disclosure", "公开方式"} & set(asked):
        yield Column("公开方式", "从下拉框里选；空着的照上级文件。", _OPENNESS[0], _OPENNESS)
    if {"copy_to", "抄送机关"} & set(asked):
        yield Column("抄送机关", "没有就空着。", "")
    known = {"同意机关", "公开方式", "抄送机关", NUMBER, "发文字号"}
    for name in dict.fromkeys(FACTS.findall(template.source)):
        if name not in known:
            remark = f"模板“{template.titles[-1] if template.titles else template.name}”要印的资料。"
            yield Column(f"资料.{name}", f"{remark}空着的在成文里写【待填：{name}】。")


def _targets(parents: Sequence[Document]) -> list[Target]:
    """The parents' figures, one for each thing that is measured; that of the leading one stands."""
    found: dict[str, Target] = {}
    for target in (t for parent in parents for measure in parent.measures for t in measure.targets):
        if is_own(target) and _metric(target):
            found.setdefault(_metric(target), target)
    return list(found.values())


def _metric(target: Target) -> str:
    # A dot parts the names of a column.
    return re.sub(r"^全[省市县区州]|[.．。\s]", "", normal(target.metric))


def _target(target: Target) -> Iterator[Column]:
    assert target.value is not None
    comparator, unit = _COMPARATORS.get(target.comparator, ""), target.unit or ""
    remark = f"上级要求：{comparator}{target.value:g}{unit}。原文：{normal(target.text)}。空着的，比率沿用上级的，总量写【待填】。示例行的数只是示意。"
    percent = unit in ("%", "％")
    form = "0.0%" if percent else (f'General"{unit}"' if unit and '"' not in unit else "")
    example = _share(target.value) if is_sum(target) else target.value / 100 if percent else target.value
    name = f"目标.{_metric(target)}"
    yield Column(f"{name}.数值", remark, example, form=form, floor=0)
    if target.deadline:
        year = target.deadline[:4]
        years = tuple(str(int(year) + more) for more in range(-1, 4)) if year.isdigit() else ()
        yield Column(f"{name}.时限", f"上级要求：{target.deadline}。年份或 2026-06。", target.deadline, years)


def _share(total: float) -> int:
    """A share of the superior's total, to show how one is written; nobody's own total stands there."""
    return max(1, round(total / 10))


def _units(parents: Sequence[Document], here: Locality) -> Iterator[Column]:
    """The bodies the parents name, by the name they have here by rule."""
    words = normal("\n".join(p.text for parent in parents for p in parent.paragraphs))
    named: dict[str, str] = {}
    short = here.short or here.name
    for mention in departments.scan(words):
        key = departments.carrier(mention.key, here.level)
        # The example's place is nobody else's: 金融监管支局, not 兰溪金融监管支局.
        usual, bare = (
            words and words.replace(short, "") for words in (here.unit(key), here.unit(key, bare=True))
        )
        if usual and bare and departments.key_of(bare) == key:
            named.setdefault(bare, usual)
    for bare, usual in list(named.items())[:_ALL_UNITS]:
        yield Column(
            f"机构.{bare}", f"成文里写“{usual}”。本地叫别的名称才填；几个单位合为一个的，填同一个名称。"
        )
