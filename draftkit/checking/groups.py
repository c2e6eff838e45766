"""The groups of rules and what they are called (规则的组)."""

from __future__ import annotations

GROUPS = {
    "RES": "残留",
    "TTL": "标题",
    "STR": "结构",
    "NUM": "字号",
    "CIT": "引用",
    "DAT": "日期",
    "QTY": "数量",
    "PUN": "标点",
    "ORG": "机构",
    "REF": "自指",
    "RSP": "责任",
    "TGT": "目标",
    "VAL": "效力",
    "DUP": "重复",
    "ELM": "要素",
    "WRD": "用词",
    "LVL": "层级",
    "F": "版式",
}
# Longer names under which people look for a group.
_ALSO = {
    "占位": "RES", "残留与占位": "RES", "结构层次": "STR", "层次": "STR", "序号": "STR", "发文字号": "NUM", "文号": "NUM",
    "数字": "QTY", "标点符号": "PUN", "机构名称": "ORG", "单位": "ORG", "责任单位": "RSP", "目标时限": "TGT", "时限": "TGT",
    "有效期": "VAL", "错别字": "WRD", "词语": "WRD", "层级改写": "LVL", "格式": "F", "排版": "F",
}  # fmt: skip


def group_of(name: str) -> str | None:
    """The beginning of the ids of a group with this Chinese name; None when there is none."""
    bare = name.strip()
    short = _ALSO.get(bare) or next((id for id, known in GROUPS.items() if known == bare), None)
    return f"{short}-" if short else None
