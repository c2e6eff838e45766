"""format: whatever is read is set again with every word, and what does not come along is told."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document as Word
from same_document import essence

from draftkit.errors import EmptyDocument
from draftkit.lexicon.text import bare
from draftkit.parsing import parse, parse_text, read
from draftkit.readers import source_of_bytes
from draftkit.writers.profile import LAYOUTS, Profile
from draftkit.writers.resetting import differences, set_again

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
FILES = sorted(
    path
    for pattern in ("*.docx", "*.md", "*.txt", "src/*.txt", "forms/*.*")
    for path in SAMPLES.glob(pattern)
    if path.name != "README.md"
)


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SAMPLES)))
def test_samples_of_every_form_read_back_as_they_were_read(path: Path) -> None:
    assert_nothing_lost(path)


@pytest.mark.parametrize("number", ["000", "001", "003"])
def test_real_documents_read_back_as_they_were_read(number: str, shared: Path) -> None:
    (path,) = (shared / "seeds").glob(f"{number}_*.txt")
    assert_nothing_lost(path)


def assert_nothing_lost(path: Path) -> None:
    made = set_again(path)
    assert made.differences == ()
    back = parse(source_of_bytes(made.data, "a.docx"))
    assert essence(back) == essence(made.document)
    # Each character is there as often as before, in whatever paragraph it stands.
    kept = [p for p in made.document.paragraphs if p.role != "residue"]
    assert sorted(bare("".join(p.text for p in kept))) == sorted(
        bare("".join(p.text for p in back.paragraphs))
    )


@pytest.mark.parametrize("profile", [Profile(seal=False), Profile.named("gbk"), Profile(grid="word")])
def test_no_choice_of_layout_loses_words(profile: Profile) -> None:
    assert set_again(SAMPLES / "src" / "yunling.txt", profile).differences == ()


def test_a_word_that_is_lost_would_be_told() -> None:
    document = parse_text((SAMPLES / "src" / "xikou.txt").read_text(encoding="utf-8"))
    made = set_again(SAMPLES / "src" / "xikou.txt")
    for old, new in (("普惠托育", "普惠托管"), ("溪政办发", "溪政发")):
        with zipfile.ZipFile(io.BytesIO(made.data)) as z:
            parts = {n: z.read(n) for n in z.namelist()}
        parts["word/document.xml"] = parts["word/document.xml"].decode().replace(old, new, 1).encode()
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as z:
            for name, content in parts.items():
                z.writestr(name, content)
        told = list(differences(document, out.getvalue()))
        assert told and any(old[:3] in line for line in told)


_PAGE = """{mark}松岭市人民政府办公室关于推进城市更新工作的实施意见
发布日期：2025-04-03　　浏览次数：123
{number}
各县（市、区）人民政府，市政府各部门：
为做好工作，结合我市实际，提出如下意见。
一、重点任务
（一）推进改造。改造老旧小区20个，完善设施。（责任单位：市住房城乡建设局）
松岭市人民政府办公室
2025年4月2日
"""


@pytest.mark.parametrize(
    ("mark", "number", "roles"),
    [
        ("", "松政办发〔2025〕12号", ["doc_number", "title"]),
        ("松岭市人民政府办公室文件\n", "松政办发〔2025〕12号", ["issuer_mark", "doc_number", "title"]),
        ("", "（松政办发〔2025〕12号）", ["title", "doc_number"]),
    ],
)
def test_a_number_below_the_title_goes_to_the_head(
    tmp_path: Path, mark: str, number: str, roles: list[str]
) -> None:
    (tmp_path / "网页.txt").write_text(_PAGE.format(mark=mark, number=number), encoding="utf-8")
    made = set_again(tmp_path / "网页.txt")
    back = parse(source_of_bytes(made.data, "a.docx"))
    assert [p.role for p in back.paragraphs[: len(roles)]] == roles
    assert made.differences == ()


def test_names_that_differ_are_told_as_they_stand(tmp_path: Path) -> None:
    text = _PAGE.format(mark="松岭市人民政府办公室文件\n", number="松政办发〔2025〕12号")
    (tmp_path / "网页.txt").write_text(text, encoding="utf-8")
    (told,) = set_again(tmp_path / "网页.txt", Profile(layout=LAYOUTS["信函"])).differences
    assert "松岭市人民政府办公室文件" in told


# --- what cannot be set ----------------------------------------------------------------------


def _png() -> bytes:
    """A picture of one point."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def test_pictures_merged_cells_comments_and_headers_are_listed(tmp_path: Path) -> None:
    word = Word()
    for line in (
        "松岭县教育局关于做好安全工作的通知",
        "各学校：",
        "现将有关事项通知如下。",
        "一、加强领导",
        "各校要落实责任。",
    ):
        word.add_paragraph(line)
    picture = io.BytesIO(_png())
    word.add_picture(picture)
    table = word.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "合计"
    table.cell(1, 0).text, table.cell(1, 1).text = "甲", "乙"
    word.sections[0].header.paragraphs[0].text = "内部资料"
    path = tmp_path / "a.docx"
    word.save(str(path))
    told = "；".join(set_again(path).left_out)
    assert "图片 1 幅" in told and "合并单元格 1 处" in told and "页眉“内部资料”" in told


def test_a_plain_document_leaves_nothing_out() -> None:
    assert set_again(SAMPLES / "xikou.docx").left_out == ()


def test_what_is_no_part_of_the_document_is_listed(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    text = (SAMPLES / "src" / "xikou.txt").read_text(encoding="utf-8")
    path.write_text(text.replace("\n一、", "\n（此页无正文）\n一、", 1), encoding="utf-8")
    made = set_again(path)
    assert any("此页无正文" in item for item in made.left_out) and not made.differences


def test_signer_of_an_upward_document(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        "松岭县水利局文件\n松水〔2026〕8号\n签发人：周明远\n松岭县水利局关于下达移民后期扶持资金的请示\n松岭县人民政府：\n"
        "我县项目已通过评审，现申请下达资金，妥否，请批示。\n松岭县水利局\n2026年3月9日\n",
        encoding="utf-8",
    )
    made = set_again(path)
    assert made.left_out == () and made.differences == ()
    assert any("周明远" in line.text for line in source_of_bytes(made.data, "a.docx").lines)


def test_nothing_to_set(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("— 1 —\n", encoding="utf-8")
    with pytest.raises(EmptyDocument):
        set_again(path)


# --- the command -----------------------------------------------------------------------------


def test_command(tmp_path: Path, samples: Path, draftkit: Callable[..., Any]) -> None:
    target = tmp_path / "新.docx"
    done = draftkit("format", samples / "forms" / "xikou.pdf", "-o", target)
    assert done.returncode == 0, done.stderr
    assert "已写出" in done.stdout and "全部文字与原文一致" in done.stdout
    assert essence(read(target)) == essence(read(samples / "forms" / "xikou.pdf"))
    again = draftkit("format", samples / "xikou.docx", "-o", target)
    assert again.returncode == 2 and "已存在" in again.stderr


def test_command_json(tmp_path: Path, samples: Path, draftkit: Callable[..., Any]) -> None:
    target = tmp_path / "a.docx"
    options = ("--json", "--fonts", "windows", "--latin", "Times New Roman", "--no-seal")
    done = draftkit("format", samples / "yunling.md", "-o", target, *options)
    told = json.loads(done.stdout)
    assert told["schema"] == "draftkit.formatted/1" and told["differences"] == [] and told["left_out"] == []
    with zipfile.ZipFile(target) as z:
        styles = z.read("word/styles.xml").decode()
    assert 'w:eastAsia="仿宋"' in styles and 'w:ascii="Times New Roman"' in styles


@pytest.mark.parametrize(
    ("output", "word"), [("a.pdf", "扩展名"), ("xikou.docx", "就是原文件")], ids=["suffix", "itself"]
)
def test_command_refuses(
    output: str, word: str, tmp_path: Path, samples: Path, draftkit: Callable[..., Any]
) -> None:
    source = tmp_path / "xikou.docx"
    source.write_bytes((samples / "xikou.docx").read_bytes())
    done = draftkit("format", source, "-o", tmp_path / output, "--force")
    assert done.returncode == 2 and word in done.stderr and not done.stdout
    assert source.read_bytes() == (samples / "xikou.docx").read_bytes()
