"""check --fix: refusing all changes gives the input's words, accepting all gives the corrected ones.

The docx are read here by a reader of the test's own, which shares nothing with the program's.
"""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from draftkit.checking.engine import check_file
from draftkit.readers import source_of_bytes
from draftkit.reports.problems_docx import fixed
from draftkit.writers.tracked import Corrected, Correction, Remark, corrected

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
WHEN = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


def docx(body: str, **parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        z.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            'wordprocessingml.document.main+xml"/></Types>',
        )
        z.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
            'officeDocument" Target="word/document.xml"/></Relationships>',
        )
        z.writestr("word/document.xml", f"<w:document {NAMES}><w:body>{body}</w:body></w:document>")
        for name, content in parts.items():
            z.writestr(f"word/{name}.xml", content)
    return out.getvalue()


def run(text: str, properties: str = "") -> str:
    look = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def p(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def body_of(data: bytes) -> Any:
    with zipfile.ZipFile(io.BytesIO(data)) as z:
        return etree.fromstring(z.read("word/document.xml"))


def said(data: bytes, *, accept: bool) -> list[str]:
    """The words of each paragraph with draftkit's changes taken or refused, others' changes taken."""
    return [_words(node, accept) for node in body_of(data).iter(f"{W}p")]


def _words(node: Any, accept: bool) -> str:
    out = []
    for child in node:
        ours = child.get(f"{W}author") == "draftkit"
        if child.tag == f"{W}p" or child.tag.endswith("txbxContent"):
            continue
        if child.tag == f"{W}ins" and ours and not accept:
            continue
        if child.tag == f"{W}del" and (accept or not ours):
            continue
        if child.tag in (f"{W}t", f"{W}delText"):
            out.append(child.text or "")
        elif child.tag == f"{W}tab":
            out.append("\t")
        else:
            out.append(_words(child, accept))
    return "".join(out)


# --- laws ------------------------------------------------------------------------------------

LOOKS = ("", "<w:b/>", '<w:rFonts w:eastAsia="黑体"/><w:sz w:val="32"/>', '<w:color w:val="FF0000"/>')
letters = st.text(alphabet="甲乙丙丁（）(),，1 2%<&", min_size=1, max_size=12)


@st.composite
def paragraphs(draw: Any) -> tuple[str, list[str]]:
    """Paragraphs cut into runs at random, some in a table, some in a link; and their words."""
    words, xml = [], []
    for number in range(draw(st.integers(1, 4))):
        pieces = draw(st.lists(letters, min_size=1, max_size=5))
        runs = [run(piece, draw(st.sampled_from(LOOKS))) for piece in pieces]
        if draw(st.booleans()):
            runs[0] = f'<w:hyperlink w:anchor="a{number}">{runs[0]}</w:hyperlink>'
        if draw(st.booleans()):
            runs.insert(1, '<w:bookmarkStart w:id="1" w:name="x"/><w:proofErr w:type="spellStart"/>')
        whole = p(*runs)
        in_table = draw(st.booleans())
        xml.append(f"<w:tbl><w:tr><w:tc>{whole}</w:tc></w:tr></w:tbl>" if in_table else whole)
        words.append("".join(pieces))
    return "".join(xml) + p(run("末段")), [*words, "末段"]


@given(made=paragraphs(), data=st.data())
def test_refused_it_is_the_input_accepted_it_is_the_corrected(made: tuple[str, list[str]], data: Any) -> None:
    xml, words = made
    corrections: list[Correction] = []
    wanted = list(words)
    for number, text in enumerate(words):
        cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
        pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
        for start, end in reversed(pairs):
            new = data.draw(st.text(alphabet="新字，（）9", max_size=6))
            corrections.append(Correction(number + 1, start + 1, end + 1, text[start:end], new))
            wanted[number] = wanted[number][:start] + new + wanted[number][end:]
    remarks = [Remark(c.line, c.start, c.end, "看这里") for c in corrections[:2]]
    original = docx(xml)
    done = corrected(original, corrections, remarks, when=WHEN)
    assert not done.refused and done.made == len(corrections)
    assert said(original, accept=True) == words
    assert said(done.data, accept=False) == words
    assert said(done.data, accept=True) == wanted
    assert [line.text for line in source_of_bytes(done.data, "a.docx").lines] == wanted
    assert looks(done.data, accept=False) == looks(original, accept=False)


def looks(data: bytes, *, accept: bool) -> list[tuple[str, str]]:
    """Every character with the properties of its run."""
    found = []
    for node in body_of(data).iter(f"{W}t", f"{W}delText"):
        change = next((a for a in node.iterancestors() if a.get(f"{W}author") == "draftkit"), None)
        if change is not None and (change.tag == f"{W}ins") != accept:
            continue
        properties = node.getparent().find(f"{W}rPr")
        own = etree.tostring(properties, with_tail=False).decode() if properties is not None else ""
        found += [(character, own) for character in node.text or ""]
    return found


# --- one by one ------------------------------------------------------------------------------


def change(body: str, *corrections: Correction, remarks: Sequence[Remark] = (), **parts: str) -> Corrected:
    return corrected(docx(body, **parts), corrections, remarks, refused_as="{old}→{new}：{reason}", when=WHEN)


def comments(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as z:
        if "word/comments.xml" not in z.namelist():
            return []
        root = etree.fromstring(z.read("word/comments.xml"))
    return ["".join(t.text or "" for t in c.iter(f"{W}t")) for c in root]


def commented(data: bytes, number: int) -> str:
    """The words between the borders of a comment, in the order of the file."""
    out, inside = [], False
    for node in body_of(data).iter():
        if node.tag == f"{W}commentRangeStart" and node.get(f"{W}id") == str(number):
            inside = True
        elif node.tag == f"{W}commentRangeEnd" and node.get(f"{W}id") == str(number):
            inside = False
        elif inside and node.tag in (f"{W}t", f"{W}delText"):
            out.append(node.text or "")
    return "".join(out)


def test_new_words_look_like_the_words_they_replace() -> None:
    done = change(p(run("推动", "<w:b/>"), run("工作", "<w:i/>")), Correction(1, 2, 4, "动工", "进新"))
    inserted = next(body_of(done.data).iter(f"{W}ins"))
    assert inserted.find(f".//{W}b") is not None and inserted.get(f"{W}date") == "2026-03-01T08:00:00Z"
    assert said(done.data, accept=True) == ["推进新作"]


def test_only_what_differs_is_changed() -> None:
    done = change(p(run("意见(试行)已经")), Correction(1, 3, 7, "(试行)", "（试行）"))
    assert [n.text for n in body_of(done.data).iter(f"{W}delText")] == ["(", ")"]


def test_corrections_that_touch_are_both_made() -> None:
    done = change(p(run("12 部委,共")), Correction(1, 3, 4, " ", ""), Correction(1, 6, 7, ",", "，"))
    assert done.made == 2 and said(done.data, accept=True) == ["12部委，共"]
    done = change(p(run("甲乙丙")), Correction(1, 1, 2, "甲", "子"), Correction(1, 2, 3, "乙", "丑"))
    assert said(done.data, accept=True) == ["子丑丙"]


def test_corrections_that_overlap_are_made_once() -> None:
    done = change(p(run("甲乙丙丁")), Correction(1, 1, 4, "甲乙丙", "子"), Correction(1, 2, 4, "乙丙", "丑"))
    assert done.made == 1 and "重叠" in done.refused[0][1]
    assert said(done.data, accept=False) == ["甲乙丙丁"]


INSERTED = '<w:ins w:id="7" w:author="张三" w:date="2026-01-01T00:00:00Z">' + run("旧修订") + "</w:ins>"
FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> DATE </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    + run("今天")
    + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
BOX = (
    "<w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent>"
    + p(run("框内,文字"))
    + "</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>"
    + p(run("框内,文字"))
    + "</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)


@pytest.mark.parametrize(
    ("body", "correction", "why"),
    [
        (p(run("甲"), INSERTED, run("乙")), Correction(1, 2, 4, "旧修", "新修"), "已有别人的修订"),
        (p(run("甲"), FIELD), Correction(1, 2, 4, "今天", "明天"), "域"),
        (p(run("甲"), "<w:r><w:tab/></w:r>", run("乙")), Correction(1, 1, 3, "甲\t", "甲"), "制表符"),
        (p(run("甲乙")), Correction(1, 1, 2, "丙", "丁"), "对不上"),
        (p(run("甲乙")), Correction(1, 5, 6, "丙", "丁"), "换行"),
    ],
    ids=["tracked", "field", "tab", "other words", "beyond the end"],
)
def test_what_is_not_changed_is_said_and_commented(body: str, correction: Correction, why: str) -> None:
    done = change(body, correction)
    assert done.made == 0 and why in done.refused[0][1]
    assert why in comments(done.data)[0]
    assert said(done.data, accept=True) == said(done.data, accept=False) == said(docx(body), accept=True)


def test_words_in_a_text_box_are_commented_on_the_paragraph_that_holds_it() -> None:
    body = p(run("正文"), BOX)
    number = next(x.number for x in source_of_bytes(docx(body), "a.docx").lines if x.text.startswith("框内"))
    done = change(body, Correction(number, 3, 4, ",", "，"))
    assert done.made == 0 and "文本框" in done.refused[0][1]
    start = next(body_of(done.data).iter(f"{W}commentRangeStart"))
    assert not any(a.tag == f"{W}txbxContent" for a in start.iterancestors())
    assert "文本框" in comments(done.data)[0]


def test_a_comment_stands_around_its_words_and_on_none_when_it_is_about_all() -> None:
    body = p(run("甲乙"), run("丙丁", "<w:b/>")) + p(run("戊"))
    done = change(body, remarks=[Remark(1, 2, 4, "这里 <&>\n第二行"), Remark(None, 1, 1, "全文")])
    assert comments(done.data) == ["全文", "这里 <&>第二行"]
    assert commented(done.data, 1) == "乙丙"
    assert len(list(body_of(done.data).iter(f"{W}commentReference"))) == 2


def test_comments_that_are_there_stay() -> None:
    part = (
        f'<w:comments {NAMES}><w:comment w:id="4" w:author="李四">{p(run("旧批注"))}</w:comment></w:comments>'
    )
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments" Target="comments.xml"/>'
        "</Relationships>"
    )
    body = p('<w:commentRangeStart w:id="4"/>', run("甲"), '<w:commentRangeEnd w:id="4"/>')
    original = docx(body, comments=part)
    out = io.BytesIO(original)
    with zipfile.ZipFile(out, "a") as z:
        z.writestr("word/_rels/document.xml.rels", rels)
    done = corrected(out.getvalue(), (), [Remark(1, 1, 2, "新批注")], when=WHEN)
    assert comments(done.data) == ["旧批注", "新批注"]
    assert commented(done.data, 4) == "甲" == commented(done.data, 5)
    with zipfile.ZipFile(io.BytesIO(done.data)) as z:
        assert z.read("word/_rels/document.xml.rels").decode() == rels


def test_automatic_numbering_is_not_typed_and_not_changed() -> None:
    numbering = (
        f'<w:numbering {NAMES}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="chineseCounting"/>'
        '<w:lvlText w:val="%1、"/><w:suff w:val="nothing"/></w:lvl></w:abstractNum><w:num w:numId="1">'
        '<w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    number = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    body = f"<w:p>{number}{run('加强,领导')}</w:p>"
    data = docx(body, numbering=numbering)
    assert source_of_bytes(data, "a.docx").lines[0].text == "一、加强,领导"
    done = change(body, Correction(1, 3, 4, ",", "，"), numbering=numbering)
    assert said(done.data, accept=True) == ["加强，领导"]


def test_other_parts_are_copied_as_they_are(samples: Path) -> None:
    original = (samples / "yunling.docx").read_bytes()
    line = next(x for x in source_of_bytes(original, "a.docx").lines if "托育" in x.text)
    done = corrected(original, [Correction(line.number, 1, 2, line.text[line.label], "某")], when=WHEN)
    with zipfile.ZipFile(io.BytesIO(original)) as old, zipfile.ZipFile(io.BytesIO(done.data)) as new:
        assert old.namelist() == new.namelist()
        changed = {n for n in old.namelist() if old.read(n) != new.read(n)}
    assert changed == {"word/document.xml"}


# --- the command -----------------------------------------------------------------------------

TEXT = """溪口县人民政府办公室关于印发《溪口县普惠托育服务实施方案》的通知
各乡镇人民政府,县政府各部门:
《溪口县普惠托育服务实施方案》已经县政府同意，现印发给你们，请认真贯彻执行。
一、总体要求
到 2026 年底,全县每千人口拥有托位数达到4.5个（牵头单位:县卫生健康局)。
溪口县人民政府办公室
2024年10月15日
"""


@pytest.mark.parametrize("name", ["xikou", "yunling", "city", "liuquan", "province"])
def test_samples(name: str, samples: Path) -> None:
    """Findings in a sample: its words come back when refused, and what was corrected is not found again."""
    path = samples / f"{name}.docx"
    checked = check_file(path)
    assert checked.data is not None
    done = fixed(checked.data, checked.document, checked.problems, when=WHEN)
    assert said(done.data, accept=False) == said(checked.data, accept=False)
    assert done.comments == len(comments(done.data))


def test_a_document_full_of_half_width_marks(tmp_path: Path, draftkit: Callable[..., Any]) -> None:
    source, target = tmp_path / "原文.txt", tmp_path / "改.docx"
    source.write_text(TEXT, encoding="utf-8")
    done = draftkit("check", source, "--fix", target)
    assert done.returncode == 1, done.stderr
    assert "不是 .docx" in done.stderr and "修订" in done.stdout
    accepted, refused = (
        "".join(said(target.read_bytes(), accept=True)),
        "".join(said(target.read_bytes(), accept=False)),
    )
    assert "各乡镇人民政府，县政府各部门：" in accepted and "到2026年底，全县" in accepted
    assert "各乡镇人民政府,县政府各部门:" in refused and "到 2026 年底,全县" in refused
    assert source.read_text(encoding="utf-8") == TEXT


def test_fix_with_an_output_as_other_commands_have_it(
    tmp_path: Path, samples: Path, draftkit: Callable[..., Any]
) -> None:
    target = tmp_path / "改好的.docx"
    done = draftkit("check", samples / "xikou.docx", "--fix", "-o", target)
    assert done.returncode in (0, 1), done.stderr
    assert target.exists()


@pytest.mark.parametrize(
    "words", [("一.docx", "二.docx", "--fix", "三.docx"), ("一.docx", "--fix", "--force")]
)
def test_how_fix_is_written_is_told(words: tuple[str, ...], draftkit: Callable[..., Any]) -> None:
    done = draftkit("check", *words)
    assert done.returncode == 2
    assert "draftkit check 一.docx --fix 改好的.docx" in done.stderr


def test_input_is_never_the_output(tmp_path: Path, samples: Path, draftkit: Callable[..., Any]) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes((samples / "xikou.docx").read_bytes())
    done = draftkit("check", path, "--fix", path, "--force")
    assert done.returncode == 2 and "没有改动" in done.stderr
    assert path.read_bytes() == (samples / "xikou.docx").read_bytes()


def test_libreoffice_opens_it(tmp_path: Path, require_tool: Callable[[str], str], samples: Path) -> None:
    office, reader = require_tool("soffice"), require_tool("pdftotext")
    original = (samples / "xikou.docx").read_bytes()
    line = next(x for x in source_of_bytes(original, "a.docx").lines if len(x.text) > 40)
    correction = Correction(line.number, 3, 5, line.text[line.label :][2:4], "改过的字")
    done = corrected(original, [correction], [Remark(line.number, 6, 9, "批注")], when=WHEN)
    (tmp_path / "x.docx").write_bytes(done.data)
    command = [office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "x.docx")]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    shown = subprocess.run([reader, tmp_path / "x.pdf", "-"], check=True, capture_output=True, timeout=60)
    assert "改过的字" in "".join(shown.stdout.decode().split())
