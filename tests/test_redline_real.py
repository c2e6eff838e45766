"""Tracked changes in Word files as offices have them: nothing of the new file is lost, both ways are exact."""

from __future__ import annotations

import io
import zipfile
from collections import Counter

import docx
import pytest
from lxml import etree
from rich_docx import WORDS, rich
from tracked_reader import lines

from draftkit.writers.redline import Options, old_of_docx, redlined
from draftkit.writers.redline.accepted import accept

EXACT = Options(numbers=True)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_KEPT = (
    "hyperlink fldChar instrText bookmarkStart bookmarkEnd drawing pict txbxContent sectPr tbl gridSpan vMerge sdt"
).split()


def root_of(data: bytes) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return etree.fromstring(package.read("word/document.xml"))


def things(root: etree._Element) -> Counter[str]:
    return Counter(n for n in _KEPT for _ in root.iter(f"{_W}{n}"))


def assert_whole(old: bytes, new: bytes) -> bytes:
    """Both ways exact; what the new file has besides words is there once all changes are accepted."""
    out = redlined(new, old_of_docx(old), EXACT)
    assert lines(out, "new") == lines(new, "new")
    assert lines(out, "old") == lines(old, "new")
    accepted = root_of(out)
    accept(accepted)
    assert things(accepted) == things(root_of(new))
    docx.Document(io.BytesIO(out))
    with zipfile.ZipFile(io.BytesIO(new)) as a, zipfile.ZipFile(io.BytesIO(out)) as b:
        assert a.namelist() == b.namelist()
        assert all(a.read(n) == b.read(n) for n in a.namelist() if n != "word/document.xml")
    return out


OTHER = {key: f"{text[:2]}切实{text[2:-3]}并抓好落实{text[-1]}" for key, text in WORDS.items()}


@pytest.mark.parametrize("key", list(OTHER))
def test_each_part_may_change(key: str) -> None:
    assert_whole(rich(), rich({key: OTHER[key]}))
    assert_whole(rich({key: OTHER[key]}), rich())


def test_everything_may_change_at_once() -> None:
    assert_whole(rich(), rich(OTHER))


@pytest.mark.parametrize("left_out", ["lead", "link", "field", "picture", "section", "row"])
def test_each_part_may_come_or_go(left_out: str) -> None:
    assert_whole(rich(), rich(without=(left_out,)))
    assert_whole(rich(without=(left_out,)), rich())


def test_a_paragraph_with_a_text_box_may_come() -> None:
    """Going, it leaves its words: a box of the old file cannot be drawn again from them."""
    assert_whole(rich(without=("boxed",)), rich())


def test_swapped_neighbours_keep_the_long_paragraph() -> None:
    long = "县卫生健康局牵头完善基层服务网络，合理布局服务站点，配齐专业人员和设备，落实经费保障，并于每年年底前向社会公布服务清单。"
    short = "各乡镇人民政府抓好落实工作。"
    old, new = made(["甲。", short, long, "完"]), made(["甲。", long.replace("每年", "每季度"), short, "完"])
    out = assert_whole(old, new)
    marked = "".join(t.text or "" for n in root_of(out).iter(f"{_W}del") for t in n.iter(f"{_W}delText"))
    assert "基层服务网络" not in marked
    moved = {n.tag for n in root_of(out).iter(f"{_W}moveFrom", f"{_W}moveTo")}
    assert len(moved) == 2, "the short one is what moved"


def test_a_paragraph_moved_and_edited_is_exact() -> None:
    paragraphs = [
        f"第{n}项任务由县民政局牵头，会同有关部门研究制定配套办法，完善第{n}类服务标准。" for n in range(8)
    ]
    edited = [*paragraphs[1:6], paragraphs[0].replace("研究制定", "抓紧出台"), *paragraphs[6:]]
    assert_whole(made([*paragraphs, "完"]), made([*edited, "完"]))


def made(paragraphs: list[str]) -> bytes:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_the_same_file_has_no_mark() -> None:
    out = assert_whole(rich(), rich())
    assert not list(root_of(out).iter(f"{_W}ins", f"{_W}del", f"{_W}moveFrom", f"{_W}moveTo"))
