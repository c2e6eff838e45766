"""Local rules for a page: the table [format] of a draftkit.toml."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
import yaml
from docx import Document as WordDocument
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from writer_cases import CASES, case, document

from draftkit.errors import ProfileError
from draftkit.writers.docx import Fonts, Profile, to_docx

WRONG = yaml.safe_load((CASES / "profiles_wrong.yaml").read_text(encoding="utf-8"))


def load(folder: Path, text: str) -> Profile:
    path = folder / "draftkit.toml"
    path.write_text(text, encoding="utf-8")
    return Profile.load(path)


def opened(profile: Profile) -> Any:
    return WordDocument(io.BytesIO(to_docx(case("notice_plan"), profile)))


def test_without_a_table_the_standard_applies(tmp_path: Path) -> None:
    assert load(tmp_path, '[check]\noff = ["PUN"]\n') == Profile()
    assert load(tmp_path, "[format]\n") == Profile()


def test_fonts_and_switches(tmp_path: Path) -> None:
    text = """
    [format]
    fonts = "gbk"
    latin_font = "Times New Roman"
    hei_font = "思源黑体"
    seal = false
    bold_second = true
    page_numbers = false
    even_imprint = false
    layout = "信函"
    """
    profile = load(tmp_path, text)
    assert profile.fonts.hei == "思源黑体"
    assert profile.fonts.body == Fonts.named("gbk").body
    assert profile.fonts.latin == "Times New Roman"
    assert (profile.seal, profile.bold_second, profile.page_numbers, profile.even_imprint) == (
        False,
        True,
        False,
        False,
    )
    assert profile.layout == "letter"


def test_margins_lines_and_sizes_reach_the_page(tmp_path: Path) -> None:
    text = "[format]\nmargin_top = 30\nmargin_left = 26\nlines = 24\ntitle_size = 20\ntable_size = 10.5\n"
    word = opened(load(tmp_path, text))
    section = word.sections[0]
    assert abs(section.top_margin - Mm(30)) < Mm(0.1)
    assert abs(section.left_margin - Mm(26)) < Mm(0.1)
    grid = section._sectPr.find(qn("w:docGrid"))
    pitch = int(grid.get(qn("w:linePitch")))
    height = 16838 - round(30 * 1440 / 25.4) - 1984
    assert 24 * pitch <= height < 25 * pitch
    assert word.styles["Title"].font.size == Pt(20)
    assert word.styles["公文表格"].font.size == Pt(10.5)
    width = 11906 - round(26 * 1440 / 25.4) - 1474
    table = next(t for t in word.tables if t.cell(0, 0).text == "序号")
    assert sum(int(c.width.twips) for c in table.columns) == width


def test_characters_of_a_line_are_set_by_spacing(tmp_path: Path) -> None:
    word = opened(load(tmp_path, "[format]\nbody_size = 15\ncharacters = 30\n"))
    normal = word.styles["Normal"]
    assert normal.font.size == Pt(15)
    advance = 300 + int(normal.element.rPr.find(qn("w:spacing")).get(qn("w:val")))
    assert 30 * advance <= 8845 < 31 * advance
    body = next(p for p in word.paragraphs if p.text.startswith("为深入"))
    assert body.style.element.pPr.find(qn("w:ind")).get(qn("w:firstLine")) == "600"


@pytest.mark.parametrize("wrong", WRONG, ids=lambda c: c["text"][:20])
def test_what_is_wrong_is_said_in_one_sentence(wrong: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match=wrong["said"]) as caught:
        load(tmp_path, "[format]\n" + wrong["text"] + "\n")
    assert "draftkit.toml" in caught.value.render()
    assert "\n" not in caught.value.render()


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="读不了"):
        Profile.load(tmp_path / "nowhere.toml")


def test_a_profile_over_another_keeps_what_the_file_does_not_say(tmp_path: Path) -> None:
    path = tmp_path / "draftkit.toml"
    path.write_text("[format]\nlines = 20\n", encoding="utf-8")
    base = Profile(fonts=Fonts.named("windows"), seal=False)
    made = Profile.load(path, base)
    assert (made.fonts, made.seal, made.page.lines) == (base.fonts, False, 20)
    assert to_docx(document(("body", "甲。")), made)
