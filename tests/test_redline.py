"""Tracked changes lead from the old version to the new one, and back, to the last character."""

from __future__ import annotations

import io
import random
import re
import subprocess
import zipfile
from collections.abc import Sequence
from functools import cache
from itertools import permutations
from pathlib import Path

import docx
import pytest
from conftest import Run, Tool
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from rapidfuzz.distance import Indel
from sample_cases import SAMPLES, read, words
from tracked_reader import lines, marked

import draftkit
from draftkit.parsing import parse_text
from draftkit.parsing.labels import find_label
from draftkit.writers.docx import to_docx
from draftkit.writers.redline import Options, old_of_docx, old_of_lines, redlined
from draftkit.writers.redline.words import compare_exactly
from draftkit.writers.redline.words import words as cut_words

NAMES = ("province", "city", "xikou", "yunling", "liuquan")
EXACT = Options(numbers=True)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@cache
def sample(name: str) -> bytes:
    return (SAMPLES / f"{name}.docx").read_bytes()


def made(paragraphs: Sequence[str | Sequence[Sequence[str]]]) -> bytes:
    """A docx of paragraphs and tables, by python-docx."""
    document = docx.Document()
    for item in paragraphs:
        if isinstance(item, str):
            document.add_paragraph(item)
            continue
        table = document.add_table(rows=0, cols=len(item[0]))
        for row in item:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def assert_both_ways(old: bytes, new: bytes, options: Options = EXACT) -> bytes:
    out = redlined(new, old_of_docx(old), options)
    assert lines(out, "new") == lines(new, "new")
    assert lines(out, "old") == lines(old, "new")
    return out


# --- the promise ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("old", "new"), list(permutations(NAMES, 2)))
def test_accepting_gives_the_new_refusing_the_old_sample(old: str, new: str) -> None:
    assert_both_ways(sample(old), sample(new))


@pytest.mark.parametrize("moves", [True, False])
def test_reference_documents_both_ways(shared: Path, moves: bool) -> None:
    seeds = [to_docx(draftkit.read(p)) for p in sorted((shared / "seeds").glob("*.txt"))]
    for old, new in permutations(seeds, 2):
        assert_both_ways(old, new, Options(numbers=True, moves=moves))


PARAGRAPHS = st.lists(
    st.one_of(
        st.text(st.sampled_from("一二三、（）1.加强机制建设应当2025年%　\t甲乙"), max_size=14),
        st.lists(
            st.lists(st.sampled_from(["", "县民政局", "2025年", "任务", "90%"]), min_size=2, max_size=2),
            min_size=1,
            max_size=3,
        ),
    ),
    max_size=7,
)


@given(PARAGRAPHS, PARAGRAPHS)
def test_any_two_versions_both_ways(
    old: list[str | list[list[str]]], new: list[str | list[list[str]]]
) -> None:
    # Word wants a paragraph at the end of a body.
    assert_both_ways(made([*old, "完"]), made([*new, "完"]))
    assert_both_ways(made([*old, "尾甲"]), made([*new, "别的结尾"]))


@given(st.text(max_size=60), st.text(max_size=60))
def test_edit_script_is_exact(old: str, new: str) -> None:
    script = compare_exactly(old, new)
    assert "".join(text for op, text in script if op != "new") == old
    assert "".join(text for op, text in script if op != "gone") == new


@given(st.text(max_size=80))
def test_words_cover_the_text(text: str) -> None:
    assert "".join(cut_words(text)) == text


# --- what is marked ---------------------------------------------------------------------------------


def test_only_what_changed_is_marked() -> None:
    out = assert_both_ways(
        made(["到2025年，县民政局牵头建立台账。"]), made(["到2026年，县民政局牵头建立台账。"])
    )
    assert marked(out) == len("2025") + len("2026")


def test_no_edge_inside_a_number_a_name_or_a_latin_word() -> None:
    for old, new in (
        ("增长12.5%", "增长12.8%"),
        ("用App办", "用Apps办"),
        ("按《甲办法》办", "按《乙办法》办"),
    ):
        changed = [text for op, text in compare_exactly(old, new) if op != "same"]
        assert changed[0] in ("12.5%", "App", "《甲办法》")


def test_a_number_alone_is_no_change() -> None:
    old = made(["（一）清理河道。", "（二）绿化河岸，栽种乔木。"])
    new = made(["（一）绿化河岸，栽种乔木。"])
    out = redlined(new, old_of_docx(old))
    assert marked(out) == len("（一）清理河道。")
    assert lines(out, "new") == ["（一）绿化河岸，栽种乔木。"]
    bare = [line[label.end :] if (label := find_label(line)) else line for line in lines(out, "old")]
    assert bare == ["清理河道。", "绿化河岸，栽种乔木。"]


def test_renumbering_leaves_no_mark() -> None:
    old = [f"（{n}）第{n}项任务的要求是按时完成各项工作。" for n in "一二三四"]
    new = [f"{i}.第{n}项任务的要求是按时完成各项工作。" for i, n in enumerate("一二三四", 1)]
    assert marked(redlined(made(new), old_of_docx(made(old)))) == 0


def test_a_moved_paragraph_is_a_move_with_both_ends_named() -> None:
    parts = ["甲段说的是河道清理的时间和人员安排。", "乙段说的是岸边绿化。", "丙段说的是排口整治。", "完"]
    out = assert_both_ways(made(parts), made([*parts[1:3], parts[0], "完"]))
    with zipfile.ZipFile(io.BytesIO(out)) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    names = {
        kind: [n.get(f"{_W}name") for n in root.iter(f"{_W}{kind}RangeStart")]
        for kind in ("moveFrom", "moveTo")
    }
    assert names["moveFrom"] == names["moveTo"] != []
    plain = redlined(made([*parts[1:3], parts[0], "完"]), old_of_docx(made(parts)), Options(moves=False))
    assert b"moveFrom" not in zipfile.ZipFile(io.BytesIO(plain)).read("word/document.xml")


def test_formatting_of_the_new_version_is_kept() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("到2026年底，")
    paragraph.add_run("建成10个").bold = True
    out = io.BytesIO()
    document.save(out)
    marked_up = redlined(out.getvalue(), old_of_lines(["到2025年底，建成8个"]))
    runs = [r for p in docx.Document(io.BytesIO(marked_up)).paragraphs for r in p._p.iter(f"{_W}r")]
    bold = [
        "".join(t.text or "" for t in r.iter(f"{_W}t", f"{_W}delText"))
        for r in runs
        if r.find(f"{_W}rPr/{_W}b") is not None
    ]
    assert "".join(bold) == "建成810个"


def test_changes_of_others_are_accepted_first() -> None:
    first = redlined(made(["乙"]), old_of_lines(["甲"]), EXACT)
    again = redlined(first, old_of_lines(["丙"]), Options("李四", numbers=True))
    assert (lines(again, "new"), lines(again, "old")) == (["乙"], ["丙"])
    assert "李四" in zipfile.ZipFile(io.BytesIO(again)).read("word/document.xml").decode()


SWAPS = {
    "应当": "可以",
    "加强": "强化",
    "建立": "探索建立",
    "2025年": "2026年",
    "推进": "推动",
    "开展": "组织开展",
    "不少于": "不低于",
}


def ideal(old: str, new: str) -> int:
    """Characters that an editor must mark when words are not cut."""
    a, b = cut_words(old), cut_words(new)
    steps = [s for s in Indel.opcodes(a, b) if s.tag != "equal"]
    return sum(
        len("".join(a[s.src_start : s.src_end])) + len("".join(b[s.dest_start : s.dest_end])) for s in steps
    )


@pytest.mark.parametrize("name", ["city", "xikou", "province"])
def test_no_more_is_marked_than_was_edited(name: str) -> None:
    rng = random.Random(name)
    before = words(name).splitlines()
    after, wanted = [], 0
    for line in before:
        new = line
        if len(line) > 40 and rng.random() < 0.5:
            new = re.sub("|".join(SWAPS), lambda m: SWAPS[m.group()], line)
        wanted += ideal(line, new)
        after.append(new)
    old, new_version = (to_docx(parse_text("\n".join(side))) for side in (before, after))
    assert wanted > 50
    out = assert_both_ways(old, new_version)
    assert marked(out) <= 1.05 * wanted, [marked(out), wanted]


# --- other programs -----------------------------------------------------------------------------------


def test_libreoffice_reads_the_same_changes(require_tool: Tool, tmp_path: Path) -> None:
    """LibreOffice keeps what is gone beside the text: what is left in it is the new version."""
    soffice = require_tool("soffice")
    source = tmp_path / "修订.docx"
    source.write_bytes(redlined(sample("xikou"), old_of_docx(sample("yunling")), EXACT))
    subprocess.run(
        [
            soffice,
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            "--convert-to",
            "fodt",
            source,
        ],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        timeout=180,
    )
    root = etree.parse(tmp_path / "修订.fodt").getroot()
    for side, document in (("deletion", sample("xikou")), ("insertion", sample("yunling"))):
        shown = re.sub(r"\s", "", without(root, side))
        for line in lines(document, "new"):
            for cell in re.split(r"[\t/]", line):
                assert re.sub(r"\s", "", cell) in shown


def without(root: etree._Element, kind: str) -> str:
    """The text of an OpenDocument without what is marked as deleted (or inserted)."""
    text = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
    (changes,) = root.iter(f"{text}tracked-changes")
    ids = {
        r.get(f"{text}id")
        for r in changes.iter(f"{text}changed-region")
        if r.find(f"{text}{kind}") is not None
    }
    body = next(root.iter("{urn:oasis:names:tc:opendocument:xmlns:office:1.0}text"))
    out, inside = "", 0
    for event, node in etree.iterwalk(body, events=("start", "end")):
        if node is changes or changes in node.iterancestors():
            continue
        if event == "start":
            change = node.get(f"{text}change-id") in ids
            inside += change * {f"{text}change-start": 1, f"{text}change-end": -1}.get(str(node.tag), 0)
            out += "" if inside else node.text or ""
        elif node is not body:
            out += "" if inside else node.tail or ""
    return out


# --- command --------------------------------------------------------------------------------------------


def test_command_marks_a_new_version(tmp_path: Path, draftkit: Run) -> None:
    out = tmp_path / "修订稿.docx"
    done = draftkit(
        "redline", SAMPLES / "yunling.docx", SAMPLES / "xikou.docx", "-o", out, "--author", "张三"
    )
    assert done.returncode == 0, done.stderr
    assert lines(out.read_bytes(), "new") == lines(sample("xikou"), "new")
    assert "张三" in zipfile.ZipFile(out).read("word/document.xml").decode()
    again = draftkit("redline", SAMPLES / "yunling.docx", SAMPLES / "xikou.docx", "-o", out)
    assert again.returncode == 2 and "--force" in again.stderr


def test_command_takes_texts(tmp_path: Path, draftkit: Run) -> None:
    out = tmp_path / "修订稿.docx"
    done = draftkit("redline", SAMPLES / "yunling.txt", SAMPLES / "xikou.txt", "-o", out, "--numbers")
    assert done.returncode == 0 and "已先按公文格式排版" in done.stderr
    assert lines(out.read_bytes(), "old") == lines(to_docx(read("yunling.txt")), "new")


def test_against_parent_leaves_the_words_of_the_level_unmarked(tmp_path: Path, draftkit: Run) -> None:
    plain, against = tmp_path / "直接.docx", tmp_path / "本地化后.docx"
    files = (SAMPLES / "city.docx", SAMPLES / "xikou.docx")
    assert draftkit("redline", *files, "-o", plain).returncode == 0
    done = draftkit("redline", *files, "-o", against, "--against-parent")
    assert done.returncode == 0, done.stderr
    assert marked(against.read_bytes()) < marked(plain.read_bytes())
    left = ["".join(lines(path.read_bytes(), "old")).count("望川市") for path in (against, plain)]
    assert left[0] < left[1] / 3


def test_mistakes_are_one_sentence(tmp_path: Path, draftkit: Run) -> None:
    done = draftkit("redline", SAMPLES / "city.txt", SAMPLES / "xikou.txt", "-o", tmp_path / "a.pdf")
    assert done.returncode == 2 and ".docx" in done.stderr
    broken = tmp_path / "坏.docx"
    broken.write_bytes(sample("city")[:5000])
    done = draftkit("redline", broken, SAMPLES / "xikou.docx", "-o", tmp_path / "a.docx")
    assert done.returncode == 2 and "Traceback" not in done.stderr and not (tmp_path / "a.docx").exists()


@pytest.mark.parametrize(
    "gone", ["为落实上级部署，制定本方案，请各单位遵照执行。", "特此通知", "（三）压实责任。各单位要落实。"]
)
def test_deleted_words_never_look_like_the_title_above_them(gone: str) -> None:
    new = parse_text(
        "松岭县卫生健康局文件\n\n松卫发〔2026〕8号\n\n松岭县卫生健康局关于加强托育服务工作的通知\n\n各乡镇人民政府：\n\n"
        "为加强托育服务工作，结合我县实际，现将有关事项通知如下。\n\n（一）优化布局。合理设置托育机构，方便群众就近送托。\n\n"
        "松岭县卫生健康局\n2026年3月1日\n"
    )
    data = to_docx(new)
    words_of_new = [block.text for block in old_of_docx(data)]
    at = next(
        i for i, text in enumerate(words_of_new) if text.replace("\n", "").startswith("松岭县卫生健康局关于")
    )
    old = old_of_lines([*words_of_new[: at + 1], gone, *words_of_new[at + 1 :]])
    with zipfile.ZipFile(io.BytesIO(redlined(data, old, EXACT))) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    (p,) = [p for p in root.iter(f"{_W}p") if "".join(p.itertext()) == gone]
    assert p.find(f"{_W}pPr/{_W}pStyle").get(f"{_W}val") == "GwBody"
    assert next(p.iter(f"{_W}delText")).getparent().find(f"{_W}rPr/{_W}rStyle") is None
    assert next(p.iter(f"{_W}sz"), None) is None and next(p.iter(f"{_W}color"), None) is None
