"""Saved web pages: the document is found on the page, whatever portal it was saved from."""

from __future__ import annotations

import email.mime.multipart
import email.mime.text
import random
import re
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from portal_pages import STYLES, page
from same_document import essence
from scored import assert_at_its_bars

from draftkit.errors import DraftkitError, EmptyDocument, UnsupportedFormat
from draftkit.model import Document
from draftkit.parsing import parse, parse_text, read
from draftkit.readers import source_of_bytes
from draftkit.readers.source import Source
from draftkit.writers.text import to_text

SRC = Path(__file__).resolve().parent.parent / "samples" / "src"
PAGES = Path(__file__).parent / "cases" / "html"
PIECES: list[dict[str, Any]] = yaml.safe_load((PAGES / "pieces.yaml").read_text(encoding="utf-8"))
SHAPES: list[dict[str, Any]] = yaml.safe_load((PAGES / "shapes.yaml").read_text(encoding="utf-8"))
AFTER = "　　各县要把这项工作摆上重要日程，明确专人负责，按月调度进展情况，确保各项任务按时完成、取得实效。"


def shown(html: str, *, title: str = "") -> Source:
    whole = f"<html><head><title>{title}</title></head><body>{html}<p>{AFTER}</p></body></html>"
    return source_of_bytes(whole.encode(), "页.html")


def made_of(document: Document, text: str, style: str) -> bytes:
    title = document.notice_title or document.title or ""
    return page(text, style, title=title, issuer=document.issuers[0], number=document.doc_number or "")


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("path", sorted(SRC.glob("*.txt")), ids=lambda p: p.stem)
def test_samples_as_pages_read_the_same(path: Path, style: str) -> None:
    document = read(path)
    data = made_of(document, path.read_text(encoding="utf-8"), style)
    assert essence(parse(source_of_bytes(data, "页"))) == essence(document)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("number", ["000", "001", "003"])
def test_real_documents_as_pages_read_the_same(number: str, style: str, shared: Path) -> None:
    (path,) = (shared / "seeds").glob(f"{number}_*.txt")
    document = read(path)
    data = made_of(document, to_text(document), style)
    assert essence(parse(source_of_bytes(data, "页"))) == essence(document)


@pytest.mark.parametrize("style", ["tables", "wrapped"])
def test_real_documents_as_pages_are_at_the_bars(style: str, shared: Path, tmp_path: Path) -> None:
    files = {}
    for number in ("000", "001", "003"):
        (path,) = (shared / "seeds").glob(f"{number}_*.txt")
        document = read(path)
        files[number] = made_of(document, to_text(document), style)
    assert_at_its_bars(files, shared, tmp_path)


@pytest.mark.parametrize("piece", PIECES, ids=lambda p: p["name"])
def test_pieces(piece: dict[str, Any]) -> None:
    assert [line.text for line in shown(piece["html"]).lines][:-1] == piece["lines"]


TITLE = "甲市人民政府关于加强房屋安全管理的实施意见"
SHORT = """各县（市、区）人民政府，市政府各部门：
为贯彻落实省的部署，现提出如下意见。
一、总体要求
坚持问题导向，到2025年，覆盖率达到80%。
二、重点任务
（一）建立台账。逐栋排查，分类施策，做到底数清、情况明。（责任单位：市住房城乡建设局）
（二）加强监管。严格执法检查，依法查处违法行为。
附件：任务分工表
甲市人民政府
2024年3月1日
（此件公开发布）"""


def in_shape(line: str, shape: dict[str, Any]) -> str:
    """A line of the document as the page marks it up, its number apart where the page does so."""
    label = re.match(r"[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）", line)
    if label and "numbered" in shape:
        numbered: str = shape["numbered"]
        return numbered.replace("{label}", label.group()).replace("{rest}", line[label.end() :])
    marked: str = shape.get("line", "<p>{}</p>")
    return marked.replace("{}", line)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda s: s["name"])
def test_shapes_of_pages(shape: dict[str, Any]) -> None:
    body = "".join(in_shape(line, shape) for line in SHORT.split("\n"))
    html = shape["html"].replace("{{标题}}", TITLE).replace("{{正文}}", body)
    wanted = parse_text(f"{TITLE}\n甲政发〔2024〕3号\n{SHORT}")
    found = parse(source_of_bytes(html.encode(), "页"))
    assert essence(found) == essence(wanted)
    assert found.attachments == wanted.attachments


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("declared", ["gb2312", "utf-8", None])
def test_encodings_declared_rightly_and_wrongly(encoding: str, declared: str | None) -> None:
    meta = f'<meta charset="{declared}">' if declared else ""
    html = f"<!DOCTYPE html><html><head>{meta}</head><body><p>{AFTER}</p></body></html>"
    (line,) = source_of_bytes(html.encode(encoding), "页.html").lines
    assert line.text == AFTER


def test_what_only_the_portal_states_is_used() -> None:
    body = (SRC / "xikou.txt").read_text(encoding="utf-8").split("\n\n")
    without_head = "\n\n".join(body[2:])  # 版头 and 发文字号 cut off
    document = read(SRC / "xikou.txt")
    again = parse(source_of_bytes(made_of(document, without_head, "modern"), "页.html"))
    assert again.doc_number == document.doc_number
    assert again.issued_on == document.issued_on


def test_a_title_that_only_the_page_has() -> None:
    head = "<title>关于做好房屋安全工作的实施意见_某市政府网</title>"
    html = f"<html><head>{head}</head><body><div><p>{AFTER}</p><p>一、摸清底数。全面排查，建立台账。</p></div></body></html>"
    assert parse(source_of_bytes(html.encode(), "页")).title == "关于做好房屋安全工作的实施意见"


def test_metadata_in_tables_lists_and_running_lines() -> None:
    html = (
        "<table><tr><td>索 引 号：</td><td>A-1</td><td>主题分类：</td><td>卫生</td></tr>"
        "<tr><td>有 效 性：</td><td></td><td>发文字号：</td><td>甲政发〔2024〕3号</td></tr></table>"
        "<dl><dt>发文机关</dt><dd>甲市人民政府</dd></dl><ul><li><b>成文日期：</b><span>2024年3月1日</span></li></ul>"
        "<div>发布时间：2024-03-02　来源：甲市政府办　浏览次数：18</div>"
    )
    assert [line.text for line in shown(html).lines][:-1] == [
        "索引号：A-1", "主题分类：卫生", "有效性：", "发文字号：甲政发〔2024〕3号", "发文机关：甲市人民政府",
        "成文日期：2024年3月1日", "发布时间：2024-03-02", "来源：甲市政府办", "浏览次数：18",
    ]  # fmt: skip


def test_cells_of_data_tables_and_words_of_layout_tables() -> None:
    data = (
        "<table><tr><th>序号</th><th>任务</th><th>单位</th></tr><tr><td>1</td><td rowspan=2>建台账，</td><td>甲局</td></tr>"
        "<tr><td>2</td><td>乙局</td></tr><tr><td colspan=2>合计</td><td>丙局</td></tr></table>"
    )
    places = {line.text: line.style.table for line in shown(data).lines[:-1]}
    assert places["单位"] == (1, 1, 3) and places["建台账，"] == (1, 2, 2)
    assert places["乙局"] == (1, 3, 3) and places["丙局"] == (1, 4, 3)
    layout = "<table><tr><td></td><td><p>一、甲，</p><p>二、乙，</p></td></tr></table>"
    assert [line.style.table for line in shown(layout).lines] == [None, None, None]


def test_centring_is_handed_down_and_taken_back() -> None:
    html = (
        '<div align="center"><p>一、甲，</p><p style="text-align:left">二、乙，</p></div>'
        '<table align="center"><tr><td>三、丙，</td></tr></table><center>四、丁，</center>'
    )
    assert [line.style.centred for line in shown(html).lines] == [True, False, False, True, False]


def test_line_numbers_count_blocks_that_hold_words() -> None:
    source = shown("<div></div><p>一、甲，<br>乙，</p><p>&nbsp;</p><p>二、丙，</p>")
    assert [(line.number, line.column) for line in source.lines] == [(1, 1), (1, 6), (2, 1), (3, 1)]


def archive(html: str, encoding: str) -> bytes:
    message = email.mime.multipart.MIMEMultipart("related", type="text/html")
    message["From"] = "<Saved by browser>"
    message["Snapshot-Content-Location"] = "https://example.invalid/"
    message.attach(email.mime.text.MIMEText(html, "html", encoding))
    message.attach(email.mime.text.MIMEText("p{color:red}", "css"))
    return message.as_bytes()


@pytest.mark.parametrize("encoding", ["utf-8", "gb2312"])
def test_web_archives(encoding: str) -> None:
    source = source_of_bytes(archive(f"<html><body><p>{AFTER}</p></body></html>", encoding), "页.txt")
    assert source.kind == "mhtml"
    assert [line.text for line in source.lines] == [AFTER]


@pytest.mark.parametrize(
    ("html", "kind", "word"),
    [
        (
            "<html><body><div id=app></div><script src=app.js></script></body></html>",
            UnsupportedFormat,
            "另存为",
        ),
        ("<html><body><iframe src=a.html></iframe></body></html>", UnsupportedFormat, "另存为"),
        ("<html><frameset><frame src=a.html></frameset></html>", UnsupportedFormat, "框架"),
        ("<html><body><p>暂无内容</p></body></html>", EmptyDocument, "没有正文"),
        ("<!DOCTYPE html>", DraftkitError, "网页"),
    ],
)
def test_pages_without_their_text(html: str, kind: type[DraftkitError], word: str) -> None:
    with pytest.raises(kind, match=word) as caught:
        source_of_bytes(html.encode(), "页.html")
    assert "\n" not in caught.value.render() and caught.value.remedy


def test_an_archive_without_a_page() -> None:
    data = b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: image/png\n\nabc\n--x--\n"
    with pytest.raises(DraftkitError, match="网页存档"):
        source_of_bytes(data, "页.mht")


def test_broken_pages_are_read_or_refused() -> None:
    text = (SRC / "xikou.txt").read_text(encoding="utf-8")
    whole = made_of(read(SRC / "xikou.txt"), text, "soup")
    chance = random.Random(3)
    for _ in range(60):
        data = bytearray(whole[: chance.randrange(1, len(whole))] if chance.random() < 0.5 else whole)
        for _ in range(chance.choice((0, 1, 30))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            parse(source_of_bytes(bytes(data), "页.html"))
        except DraftkitError as error:
            assert "\n" not in error.render()


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 20_000 + AFTER,
        "<table><tr><td>" * 2_000 + AFTER,
        "<ol><li>" * 5_000 + AFTER,
        ("<p>" + AFTER + "</p>") * 10_000,
        "<p>" + "发布时间：" * 200_000 + AFTER,
        "<p>" + "&nbsp; " * 300_000 + AFTER,
    ],
    ids=["deep", "nested tables", "nested lists", "long", "metadata", "spaces"],
)
def test_hostile_pages_end_soon(html: str) -> None:
    start = time.perf_counter()
    try:
        source_of_bytes(f"<html><body>{html}".encode(), "页.html")
    except DraftkitError as error:
        assert "\n" not in error.render()
    assert time.perf_counter() - start < 10


def test_what_was_deleted_in_word_is_left_out_and_said_so() -> None:
    source = shown("<p>一、到2025年达到<del cite='x'>70%</del><ins>75%</ins>，</p>")
    assert source.lines[0].text == "一、到2025年达到75%，"
    assert source.warnings and "修订" in source.warnings[0]


def test_notes_of_a_page_that_word_saved_stand_beside_the_text() -> None:
    (shape,) = (shape for shape in SHAPES if "footnote-list" in shape["html"])
    html = shape["html"].replace("{{标题}}", TITLE).replace("{{正文}}", f"<p>{AFTER}</p>")
    document = parse(source_of_bytes(html.encode(), "页.doc"))
    assert [p.text for p in document.paragraphs if p.role == "footnote"] == ["本意见由市住房城乡建设局解释。"]


def test_a_tag_of_endless_values_is_refused() -> None:
    values = " ".join(f"a{n}=1" for n in range(100_000))
    with pytest.raises(DraftkitError, match="大得不正常"):
        source_of_bytes(f"<!doctype html><p {values}>字</p>".encode(), "页.html")
