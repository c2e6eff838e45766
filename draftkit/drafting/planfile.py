"""Reading a plan file; every mistake is told with its line (起草计划文件)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from draftkit.drafting.choices import Choice, Choices, Wording
from draftkit.errors import DraftkitError, InputError
from draftkit.localities import Locality, TargetValue
from draftkit.localities.loading import read_text

SCHEMA = "draftkit.plan/1"
MAX_CHARACTERS = 2_000_000
_TOP = {"格式": "schema", "上级文件": "parents", "地方": "place", "模板": "template", "条目": "items"}
_ITEM = {
    "条": "key", "新增": "added", "指纹": "mark", "采用": "keep", "措辞": "wording", "小标题": "title",
    "正文": "text", "牵头单位": "lead", "责任单位": "units", "目标": "targets", "层级": "level",
}  # fmt: skip
_YES, _NO = ("是", "yes", "true", "采用", "y"), ("否", "no", "false", "不采用", "n")
_CLAUSE = re.compile(r"条款库?\s*[:：]?\s*([0-9A-Za-z]{4,40})(?:@\d+)?")


def load_choices(path: str | Path) -> Choices:
    """The decisions of a plan file. Raises InputError with the line of what is wrong."""
    where = str(path)
    if not Path(path).is_file():
        raise InputError("找不到计划文件", where=where, remedy="请检查路径，或用 draft --plan-only 生成")
    text = read_text(Path(path), where)
    if len(text) > MAX_CHARACTERS:
        raise InputError("计划文件太大", where=where, remedy="请用 draftkit draft --plan-only 重新生成")
    return choices_of(text, where)


def choices_of(text: str, where: str = "计划") -> Choices:
    """The decisions that a text in the form of a plan file states. Raises InputError."""
    return _Reader(where).read(text)


class _Reader:
    def __init__(self, where: str) -> None:
        self.where = where

    def read(self, text: str) -> Choices:
        root = self._composed(text)
        fields = self._fields(root, _TOP, "计划文件")
        schema = self._word(fields["schema"]) if "schema" in fields else SCHEMA
        if schema != SCHEMA:
            raise self.fault(fields["schema"], f"不认识的格式“{schema}”", f"应为 {SCHEMA}")
        if "items" not in fields:
            raise self.fault(root, "没有“条目”", "请用 draftkit draft --plan-only 生成计划文件再改")
        items = tuple(self._item(node) for node in self._list(fields["items"], "条目"))
        return Choices(items, self.where, tuple(self._parents(fields.get("parents"))))

    def _composed(self, text: str) -> Any:
        import yaml

        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        try:
            root = yaml.compose(text, Loader=loader)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = f" 第{mark.line + 1}行" if mark else ""
            raise InputError(
                "计划文件的写法不对",
                where=self.where + line,
                remedy="请检查这一行和上一行：冒号、引号要用英文的，冒号后面空一格，缩进用空格",
            ) from None
        if root is None:
            raise InputError(
                "计划文件是空的", where=self.where, remedy="请用 draftkit draft --plan-only 生成"
            )
        return root

    def fault(self, node: Any, problem: str, remedy: str) -> InputError:
        return InputError(problem, where=f"{self.where} 第{node.start_mark.line + 1}行", remedy=remedy)

    def _fields(self, node: Any, known: dict[str, str], what: str) -> dict[str, Any]:
        from yaml import MappingNode

        if not isinstance(node, MappingNode):
            raise self.fault(node, f"{what}应写成“名称: 值”", "请照生成的计划文件的样子写")
        fields: dict[str, Any] = {}
        for key, value in node.value:
            name = self._word(key)
            english = known.get(name) or (name if name in known.values() else None)
            if english is None:
                raise self.fault(key, f"没有“{name}”这一项", f"可用的有：{'、'.join(_near(name, known))}")
            if english in fields:
                raise self.fault(key, f"“{name}”写了两次", "请删去一处")
            fields[english] = value
        return fields

    def _list(self, node: Any, what: str) -> list[Any]:
        from yaml import ScalarNode, SequenceNode

        if isinstance(node, SequenceNode):
            return list(node.value)
        if isinstance(node, ScalarNode) and not node.value.strip():
            return []
        raise self.fault(node, f"“{what}”应是一列，每项前面有“- ”", "请照生成的计划文件的样子写")

    def _word(self, node: Any) -> str:
        from yaml import ScalarNode

        if not isinstance(node, ScalarNode):
            raise self.fault(node, "这里应是一个值", "请写在冒号后面的同一行；几段文字用“|”")
        return str(node.value).strip()

    def _words(self, node: Any, what: str) -> tuple[str, ...]:
        """Bodies: a list, or one line with 、 between them."""
        from yaml import ScalarNode

        if isinstance(node, ScalarNode):
            return tuple(word for part in re.split("[、,，；;]", node.value) if (word := part.strip()))
        return tuple(self._word(item) for item in self._list(node, what))

    def _parents(self, node: Any) -> Iterator[tuple[str, str]]:
        known = {"文件": "file", "标题": "title", "sha256": "sha256"}
        for item in self._list(node, "上级文件") if node is not None else ():
            fields = self._fields(item, known, "上级文件")
            yield tuple(self._word(fields[k]) if k in fields else "" for k in ("file", "sha256"))  # type: ignore[misc]

    def _item(self, node: Any) -> Choice:
        fields = self._fields(node, _ITEM, "条目")
        line = node.start_mark.line + 1
        if ("key" in fields) == ("added" in fields):
            raise self.fault(node, "每一项要有“条”或者“新增”", "上级的写“条: m4”，自己加的写“新增: 小标题”")
        wording, clause = self._wording(fields)
        text = self._text(fields)
        if "added" in fields and not (text or clause):
            raise self.fault(node, "新增的一项没有文字", "请写“正文”，或写“措辞: 条款库 编号”")
        if wording == "own" and not text:
            raise self.fault(fields["wording"], "写了“自拟”，但没有“正文”", "请在“正文: |”下面写文字")
        if text and wording == "parent" and "key" in fields:
            raise self.fault(
                fields["text"], "写了“正文”，但“措辞”不是“自拟”", "请把“措辞”改成“自拟”，或删去正文"
            )
        return Choice(
            self._word(fields["key"]) if "key" in fields else "",
            self._keep(fields.get("keep")),
            wording,
            clause,
            self._title(fields),
            text,
            self._words(fields["lead"], "牵头单位") if "lead" in fields else None,
            self._words(fields["units"], "责任单位") if "units" in fields else None,
            self._targets(fields.get("targets")),
            self._level(fields.get("level")),
            self._word(fields["mark"]) if "mark" in fields else "",
            line,
        )

    def _title(self, fields: dict[str, Any]) -> str | None:
        for name in ("title", "added"):
            if name in fields and (words := self._word(fields[name])):
                return words.rstrip("。")
        return None

    def _text(self, fields: dict[str, Any]) -> tuple[str, ...]:
        if "text" not in fields:
            return ()
        return tuple(line.strip() for line in self._word(fields["text"]).splitlines() if line.strip())

    def _keep(self, node: Any) -> bool:
        if node is None:
            return True
        word = self._word(node).lower()
        if word in _YES or word in _NO:
            return word in _YES
        raise self.fault(node, f"“采用”写的是“{word}”", "请写“是”或“否”")

    def _wording(self, fields: dict[str, Any]) -> tuple[Wording, str | None]:
        if "wording" not in fields:
            return ("own" if "added" in fields else "parent"), None
        word = self._word(fields["wording"])
        if word in ("上级", "parent", ""):
            return "parent", None
        if word in ("自拟", "own"):
            return "own", None
        if found := _CLAUSE.fullmatch(word):
            return "library", found[1]
        raise self.fault(fields["wording"], f"“措辞”写的是“{word}”", "请写“上级”、“条款库 编号”或“自拟”")

    def _level(self, node: Any) -> int | None:
        if node is None:
            return None
        word = self._word(node)
        if word not in ("1", "2", "3", "4"):
            raise self.fault(node, f"“层级”写的是“{word}”", "1 是一、 2 是（一） 3 是1. 4 是（1）")
        return int(word)

    def _targets(self, node: Any) -> dict[str, TargetValue]:
        from yaml import MappingNode

        if node is None:
            return {}
        if not isinstance(node, MappingNode):
            raise self.fault(node, "“目标”应写成“指标: 数值”", "如 目标: {签约率: 65%}")
        given = {self._word(key): self._plain(value) for key, value in node.value}
        try:
            here = Locality.from_mapping({"name": "某县", "level": "county", "targets": given})
        except DraftkitError as error:
            raise self.fault(node, error.problem, error.remedy or "请写成 65% 这样的数值") from None
        return dict(here.targets)

    def _plain(self, node: Any) -> Any:
        from yaml import MappingNode

        if isinstance(node, MappingNode):
            return {self._word(key): self._word(value) for key, value in node.value}
        return self._word(node)


def _near(name: str, known: dict[str, str]) -> list[str]:
    from draftkit.drafting.complaints import nearest

    return nearest(name, tuple(known)) or list(known)
