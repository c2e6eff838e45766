"""What `draftkit diff` says before its findings: open place-holders, unlike papers, wrong order."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from draftkit.comparing import compare, doubts
from draftkit.model import Paragraph, Text
from draftkit.parsing import parse_text, read

OTHER = "关于推进农村供水的实施意见\n" + "".join(
    f"{n}、管网改造{n}\n更换第{n}批老旧供水管道，检测水质，维护泵站{n}号设备。\n" for n in "一二三四五六七八"
)


def said(parent: object, child: object) -> str:
    return "；".join(doubts(compare(parent, child)))  # type: ignore[arg-type]


def test_a_true_pair_raises_no_doubt(samples: Path) -> None:
    assert said(read(samples / "city.docx"), read(samples / "xikou.docx")) == ""


def test_papers_in_the_wrong_order(samples: Path) -> None:
    assert "写反" in said(read(samples / "xikou.docx"), read(samples / "city.docx"))


def test_papers_that_have_nothing_in_common(samples: Path) -> None:
    assert "同一项工作" in said(read(samples / "city.docx"), parse_text(OTHER))


def test_open_place_holders_are_counted(samples: Path) -> None:
    child = read(samples / "xikou.docx")
    hole = Paragraph("body", Text("建成【待填：数量】家，由【待填：单位】负责。"))
    assert "2处【待填】" in said(
        read(samples / "city.docx"), replace(child, paragraphs=(*child.paragraphs, hole))
    )
