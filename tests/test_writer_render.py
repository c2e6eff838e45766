"""What LibreOffice makes of a set document (spec A5): lines, characters, places on the page."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree
from writer_cases import case, document

from draftkit.model import Document, Text
from draftkit.writers.docx import Profile, to_docx

Word = tuple[str, float, float, float, float]
Pages = list[list[Word]]
STANDARD = Profile()
# A blank page before an even one is a page too.
EXPORT = 'pdf:writer_pdf_Export:{"IsSkipEmptyPages":{"type":"boolean","value":"false"}}'
MM = 72 / 25.4
LEFT, TOP, BOTTOM, RIGHT = 1587 / 20, 2098 / 20, (16838 - 1984) / 20, (11906 - 1474) / 20


@pytest.fixture(scope="module")
def rendered(
    require_tool: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Pages]:
    office, reader = require_tool("soffice"), require_tool("pdftotext")
    folder = tmp_path_factory.mktemp("render")

    def render(doc: Document, profile: Profile = STANDARD) -> Pages:
        source = folder / "x.docx"
        source.write_bytes(to_docx(doc, profile))
        command = [office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
        command += ["--convert-to", EXPORT, "--outdir", str(folder), str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        subprocess.run([reader, "-bbox", folder / "x.pdf", folder / "x.html"], check=True, timeout=60)
        return _words(folder / "x.html")

    return render


def _words(path: Path) -> Pages:
    root = etree.fromstring(path.read_bytes(), etree.HTMLParser(encoding="utf-8"))
    return [
        [
            (w.text or "", *(float(w.get(k)) for k in ("xmin", "ymin", "xmax", "ymax")))
            for w in page.iter("word")
        ]
        for page in root.iter("page")
    ]


def test_a_page_holds_22_lines_of_28_characters(rendered: Callable[..., Pages]) -> None:
    pages = rendered(document(("addressee", "国" * 1680)))
    lines = [[w for w in page if w[0].startswith("国")] for page in pages]
    assert [len(page) for page in lines] == [22, 22, 16]
    assert {len(w[0]) for page in lines for w in page} == {28}
    assert all(w[1] >= LEFT - 0.5 and w[3] <= RIGHT + 0.5 for page in lines for w in page)
    odd, even = ([w for w in page if w[0] == "—"] for page in pages[:2])
    assert abs(odd[-1][3] / MM - 178.9) < 1  # one 四号 character inside the right edge
    assert abs(even[0][1] / MM - 33.2) < 1
    dash = (odd[0][2] + odd[0][4]) / 2
    assert abs((dash - BOTTOM) / MM - 7) < 1.5  # the box of a word is higher than its ink


@pytest.mark.parametrize("ideographs", [27, 28, 55, 56])
def test_no_mark_is_lost_at_the_end_of_a_line(rendered: Callable[..., Pages], ideographs: int) -> None:
    # LibreOffice drops a mark that hangs over a justified line unless w:overflowPunct is stated.
    words = "国" * ideographs + "。" + "国" * 40 + "，" + "国" * 30 + "。"
    (page,) = rendered(document(("addressee", words)))
    shown = "".join(w[0] for w in page)
    assert shown.count("。") == 2 and shown.count("，") == 1


def test_imprint_ends_the_type_area_of_the_last_page(rendered: Callable[..., Pages]) -> None:
    pages = rendered(case("notice_plan"), Profile(even_imprint=False))
    printed = next(w for w in pages[-1] if w[0].endswith("办公室") and w[2] > 600)
    assert BOTTOM - 26 < printed[4] <= BOTTOM + 1
    assert any(w[0].startswith("一类机构") for w in pages[-1])


def test_a_full_page_pushes_the_imprint_to_the_foot_of_the_next(
    rendered: Callable[..., Pages],
) -> None:
    body = [("body", f"第{i}段") for i in range(22)]
    pages = rendered(document(*body, ("printed", "松岭县卫生健康局办公室　　2026年3月1日印发")))
    assert len(pages) == 2
    assert pages[1][0][2] > BOTTOM - 26


@pytest.mark.parametrize(
    "more", ["", "，各高等学校，各企业，各人民团体，各社会组织，驻松岭各单位，市属各医疗机构，市属各学校"]
)
def test_first_page_of_a_joint_notice_shows_text(rendered: Callable[..., Pages], more: str) -> None:
    doc = case("joint")
    longer = [
        replace(p, content=Text(p.text[:-1] + more + "：")) if p.role == "addressee" else p
        for p in doc.paragraphs
    ]
    pages = rendered(replace(doc, paragraphs=tuple(longer)))
    assert any(w[0].startswith("现将") for w in pages[0])
    marks = [w for w in pages[0] if w[2] < 110 * MM]
    assert abs(min(w[2] for w in marks) - (TOP + 35 * MM)) < 3 * MM


@pytest.mark.parametrize("paragraphs", [3, 12, 17, 18, 19, 20, 21, 22, 30, 43, 44])
def test_the_imprint_stands_on_an_even_page_wherever_the_text_ends(
    rendered: Callable[..., Pages], paragraphs: int
) -> None:
    body = [("body", f"第{i}段") for i in range(paragraphs)]
    pages = rendered(document(*body, ("printed", "松岭县卫生健康局办公室　　2026年3月1日印发")))
    where = [n for n, page in enumerate(pages, 1) for w in page if w[0].endswith("办公室")]
    assert where == [len(pages)]
    assert len(pages) % 2 == 0
    printed = next(w for w in pages[-1] if w[0].endswith("办公室"))
    assert BOTTOM - 26 < printed[4] <= BOTTOM + 1
    if not any(w[0].startswith("第") for w in pages[-1]):
        assert not any(w[0] == "—" for w in pages[-1])  # a page of its own has no number (7.5)


@pytest.mark.parametrize("sentences", range(7, 18))
def test_signature_and_date_stand_on_a_page_with_text(rendered: Callable[..., Pages], sentences: int) -> None:
    doc = document(
        ("issuer_mark", "松岭县卫生健康局文件"),
        ("doc_number", "松卫发〔2026〕12号"),
        ("notice_title", "松岭县卫生健康局关于做好有关工作的通知"),
        ("addressee", "各乡镇人民政府："),
        ("notice_body", "国" * 21 + "请认真组织实施，按照要求做好各项工作。" * sentences),
        ("signature", "松岭县卫生健康局"),
        ("date", "2026年3月1日"),
        ("disclosure", "（此件公开发布）"),
    )
    pages = rendered(doc)
    signed = max(n for n, page in enumerate(pages) for w in page if w[0] == "松岭县卫生健康局")
    last = "".join(w[0] for w in pages[signed])
    assert "松岭县卫生健康局" in last
    assert "公开发布" in last
    assert "工作" in last or "实施" in last or "按照" in last
    assert any(w[0].startswith("国") for w in pages[0])


@pytest.mark.parametrize("count", [2, 3, 5, 8, 12])
def test_seals_of_several_bodies_stand_on_a_page_with_text(
    rendered: Callable[..., Pages], count: int
) -> None:
    doc = case("joint")
    names = (*doc.signature, "松岭市农业农村局", "松岭市林业局", "松岭市消防救援支队")[:count]
    head = [("issuer_mark", n) for n in names] + [
        ("issuer_mark", "文件"),
        ("doc_number", "松卫发〔2026〕8号"),
    ]
    title = f"{names[0]}等{count}部门关于印发《松岭市促进普惠托育服务发展实施方案》的通知"
    body = [
        ("notice_title", title),
        ("addressee", "各乡镇人民政府、街道办事处，市政府有关部门："),
        ("notice_body", "现将《松岭市促进普惠托育服务发展实施方案》印发给你们，请结合实际认真贯彻执行。"),
    ]
    sign = [("signature", n) for n in names] + [("date", "2026年10月12日")]
    pages = rendered(document(*head, *body, *sign, issuers=names, signature=names))
    texts = ["".join(w[0] for w in page) for page in pages]
    assert "现将" in texts[0]
    assert names[-1] in texts[-1] and "12日" in texts[-1]
    assert "执行" in texts[-1] or len(pages) > 2


@pytest.mark.parametrize("count", [2, 3, 7, 12])
def test_names_of_a_row_stand_apart(rendered: Callable[..., Pages], count: int) -> None:
    # Two names that touch are read as one, by people and from the PDF.
    doc = case("joint")
    names = (*doc.signature, "松岭市自然资源和规划局", "国家税务总局松岭市税务局", "松岭市消防救援支队")[
        -count:
    ]
    pages = rendered(document(("body", "特此通知。"), *(("signature", n) for n in names), signature=names))
    words = [w for page in pages for w in page if any(w[0] in name for name in names)]
    assert "".join(sorted("".join(w[0] for w in words))) == "".join(sorted("".join(names)))
    for a in words:
        beside = [b for b in words if abs(a[2] - b[2]) < 20 and b[1] >= a[3]]
        assert all(b[1] - a[3] >= 15 for b in beside)
        assert a[1] >= LEFT - 0.5 and a[3] <= RIGHT + 0.5
    assert sum(any(abs(a[2] - b[2]) < 9 and a is not b for b in words) for a in words) >= 2


def test_numbers_of_pages_that_lie_stand_at_the_edge_of_the_others(rendered: Callable[..., Pages]) -> None:
    cell = "按照常住人口规模和服务半径，合理设置乡镇卫生院和村卫生室"
    rows = [("table", f"{i}|{cell}|{cell}|{cell}|县卫生健康局|{cell}|2027年6月底前") for i in range(24)]
    head = ("table", "序号|重点任务|具体举措|量化目标|牵头单位|责任单位|完成时限")
    pages = rendered(
        document(
            ("title", "方案"),
            ("body", "正文。"),
            ("attachment_mark", "附件"),
            ("attachment_title", "分工表"),
            head,
            *rows,
        )
    )
    seen = {}
    for number, page in enumerate(pages[1:], 2):
        beside = [w for w in page if w[3] < 35 * MM]  # the type area begins 35 mm from the edge
        assert str(number) in "".join(w[0] for w in beside)
        seen[number % 2] = max(w[2] for w in beside)
    assert seen[1] > 150 * MM > 60 * MM > seen[0]  # odd ones below, even ones above


def test_the_imprint_of_a_letter_stands_where_its_text_ends(rendered: Callable[..., Pages]) -> None:
    # 10.1: 版记…位于公文最后一面版心内最下方; no page of its own, and no second red line.
    body = [
        ("body", "经研究，定于2026年3月5日上午9时召开全县中小学校长会议，请准时参加，不得缺席、迟到。")
    ] * 5
    sign = [("signature", "松岭县教育局"), ("date", "2026年3月1日"), ("copy_to", "抄送：县政府办公室。")]
    head = [
        ("issuer_mark", "松岭县教育局"),
        ("doc_number", "松教函〔2026〕3号"),
        ("title", "松岭县教育局关于开会的函"),
    ]
    pages = rendered(document(*head, ("addressee", "各中小学校："), *body, *sign), Profile(layout="letter"))
    assert any(w[0].startswith("抄送") for w in pages[-1])
    assert any(w[0].startswith("松岭县教育局") for w in pages[-1])
