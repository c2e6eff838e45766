"""Word and Excel views of a comparison say what the comparison says, whatever the documents hold."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from sample_cases import read

import draftkit
from draftkit.comparing import Comparison, compare
from draftkit.comparing.labels import label
from draftkit.lexicon.text import bare
from draftkit.parsing import parse_text
from draftkit.reports.comparison_docx import comparison_docx
from draftkit.reports.comparison_terminal import comparison_terminal
from draftkit.reports.comparison_xlsx import comparison_xlsx

HOSTILE = (
    '某某省关于河道工作的实施方案\n一、重点任务\n（一）=HYPERLINK("http://x")。到2025年，治理率达到90%以上。\n'
    "（二）<b>&amp;“引号”。各市应当建立台账\x0b，开展巡查。\n（三）+1+1@SUM。{{ name }}鼓励试点。\n"
)


@cache
def sample() -> Comparison:
    return compare(read("city.docx"), read("xikou.docx"))


def hostile() -> Comparison:
    child = HOSTILE.replace("90%", "80%").replace("应当", "可以")
    return compare(parse_text(HOSTILE), parse_text(child))


def sheets(comparison: Comparison) -> dict[str, list[tuple[object, ...]]]:
    book = openpyxl.load_workbook(BytesIO(comparison_xlsx(comparison)))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def test_workbook_lists_every_deviation_with_both_quotations() -> None:
    comparison = sample()
    head, *lines = sheets(comparison)["偏离清单"]
    assert head[:3] == ("序号", "程度", "偏离")
    assert len(lines) == len(comparison.deviations)
    for line, d in zip(lines, comparison.deviations, strict=True):
        assert line[1:3] == (label("severity", d.severity), d.label)
        assert line[4] == (d.parent_quote.text if d.parent_quote else None)
        assert line[6] == (d.child_quote.text if d.child_quote else None)


def test_workbook_shows_every_measure_of_both_sides() -> None:
    comparison = sample()
    table = sheets(comparison)["条款对照"]
    ours = bare("".join(str(line[1]) for line in table))
    theirs = bare("".join(str(line[2]) for line in table) + "".join(str(line[1]) for line in table))
    for document, words in ((comparison.parent, ours), (comparison.child, theirs)):
        assert [m.id for m in document.measures if bare(m.text) not in words] == []


def test_workbook_can_be_filtered_and_read_while_scrolling() -> None:
    book = openpyxl.load_workbook(BytesIO(comparison_xlsx(sample())))
    assert (book["偏离清单"].freeze_panes, book["条款对照"].freeze_panes) == ("A2", "A2")
    assert book["偏离清单"].auto_filter.ref.startswith("A1:H")
    assert book["条款对照"].page_setup.orientation == "landscape"


def test_texts_of_strangers_are_never_formulas() -> None:
    book = openpyxl.load_workbook(BytesIO(comparison_xlsx(hostile())))
    assert "f" not in {cell.data_type for sheet in book for row in sheet for cell in row}


def test_report_names_every_deviation_that_weighs() -> None:
    comparison = sample()
    words = "".join(p.text for p in docx.Document(BytesIO(comparison_docx(comparison))).paragraphs)
    for d in comparison.deviations:
        if d.severity != "info":
            assert d.explanation.rstrip("。") in words


def test_report_has_the_table_on_landscape_pages_with_a_repeated_head() -> None:
    report = docx.Document(BytesIO(comparison_docx(sample())))
    portrait, landscape = report.sections
    assert portrait.orientation == WD_ORIENT.PORTRAIT
    assert landscape.orientation == WD_ORIENT.LANDSCAPE
    assert (landscape.page_width or 0) > (landscape.page_height or 0)
    (table,) = report.tables
    assert [cell.text for cell in table.rows[0].cells] == ["上级条款", "本级条款", "偏离", "说明"]
    assert list(table.rows[0]._tr.iter(qn("w:tblHeader")))
    assert "（本级没有对应条款）" in [row.cells[1].text for row in table.rows]


def test_report_of_hostile_words_opens_and_keeps_them() -> None:
    report = docx.Document(BytesIO(comparison_docx(hostile())))
    cells = " ".join(cell.text for row in report.tables[0].rows for cell in row.cells)
    for words in ("<b>&amp;", "=HYPERLINK", "{{ name }}"):
        assert words in cells


def test_report_is_set_as_a_paper_and_reads_as_one(tmp_path: Path) -> None:
    path = tmp_path / "报告.docx"
    draftkit.write(sample(), path)
    again = draftkit.read(path)
    assert again.title == "溪口县普惠托育服务提质扩面实施方案偏离情况报告"
    assert [s.title for s in again.sections][:2] == ["总体情况", "需要重点核实的偏离"]


def test_equal_documents_give_a_short_report() -> None:
    comparison = compare(read("city.docx"), read("city.docx"))
    words = "".join(p.text for p in docx.Document(BytesIO(comparison_docx(comparison))).paragraphs)
    assert "没有发现偏离" in words
    assert len(sheets(comparison)["偏离清单"]) == 1


@pytest.mark.parametrize("suffix", ["docx", "xlsx"])
def test_command_writes_the_view(suffix: str, tmp_path: Path, samples: Path, draftkit) -> None:  # type: ignore[no-untyped-def]
    out = tmp_path / f"偏离.{suffix}"
    done = draftkit("diff", samples / "city.txt", samples / "xikou.txt", "-o", out)
    assert done.returncode == 1, done.stderr
    assert out.stat().st_size > 8000


def test_unknown_suffix_names_the_known_ones(tmp_path: Path, samples: Path, draftkit) -> None:  # type: ignore[no-untyped-def]
    done = draftkit("diff", samples / "city.txt", samples / "xikou.txt", "-o", tmp_path / "偏离.pdf")
    assert done.returncode == 2
    assert ".docx、.xlsx" in done.stderr


def test_terminal_shows_a_change_at_the_end_of_a_long_sentence() -> None:
    """What differs stands behind sixty characters that are the same: the quotation begins shortly before it."""
    head = "一、主要任务\n（一）加装电梯。对四层以上没有电梯的老旧住宅楼、供水供气管线老化的小区和无障碍设施不全的公共建筑，"
    sides = (f"{head}{words}组织专业机构逐栋开展结构安全鉴定。\n" for words in ("应当", "鼓励"))
    shown = comparison_terminal(compare(*map(parse_text, sides)), columns=72)
    quotes = [line.strip() for line in shown.split("\n") if line.strip().startswith(("上级：", "本级："))]
    changed = [line for line in quotes if "…" in line]
    assert any("应当" in line for line in changed)
    assert any("鼓励" in line for line in changed)
