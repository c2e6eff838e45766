"""One grammar for reading and for writing: a document set as docx or text reads back the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from same_document import essence, same_docx

from draftkit.parsing import parse, parse_text, read
from draftkit.readers import source_of_bytes
from draftkit.writers.docx import to_docx
from draftkit.writers.text import to_text

SRC = Path(__file__).resolve().parent.parent / "samples" / "src"


def assert_round_trip(path: Path) -> None:
    document = read(path)
    assert essence(parse(source_of_bytes(to_docx(document), "a.docx"))) == essence(document)
    assert essence(parse_text(to_text(document))) == essence(document)


@pytest.mark.parametrize("path", sorted(SRC.glob("*.txt")), ids=lambda p: p.stem)
def test_samples(path: Path) -> None:
    assert_round_trip(path)


@pytest.mark.parametrize("number", ["000", "001", "003"])
def test_real_documents(number: str, shared: Path) -> None:
    (path,) = (shared / "seeds").glob(f"{number}_*.txt")
    assert_round_trip(path)


@pytest.mark.parametrize("count", [1, 2, 3, 6, 12])
def test_all_signers_are_read_back_and_set_as_before(count: int) -> None:
    # 7.2.6: two in a line, the last in the line of the number.
    names = "李明 王小华 张三丰 欧阳建国 赵六 钱七一 孙八 周九 吴十 郑一 冯二 陈三".split()[:count]
    text = (
        "松岭市民政局文件\n\n松民发〔2026〕8号　　签发人："
        + "　".join(names)
        + "\n\n松岭市民政局关于报送规划的请示\n\n市人民政府：\n\n"
        "现将规划报上，请审批。\n\n松岭市民政局\n2026年10月12日\n"
    )
    data = to_docx(parse_text(text))
    document = parse(source_of_bytes(data, "a.docx"))
    head = [p.text for p in document.paragraphs if p.role in ("signer", "doc_number")]
    assert [n for n in names if n not in "".join(head)] == []
    assert document.doc_number == "松民发〔2026〕8号"
    assert not [p.text for p in document.paragraphs if p.role == "residue"]
    assert same_docx(to_docx(document), data)
