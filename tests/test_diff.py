"""`draftkit diff` as a user runs it: status, JSON, table, page, refusals."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from draftkit.comparing import KINDS, SEVERITIES, compare
from draftkit.errors import OutputError
from draftkit.lexicon.text import width
from draftkit.parsing import parse_text
from draftkit.reports import write
from draftkit.reports.comparison_html import comparison_html
from draftkit.reports.comparison_terminal import comparison_terminal

CASES = Path(__file__).parent / "cases" / "comparing"
PARENT, CHILD = CASES / "fitness_parent.txt", CASES / "fitness_child.txt"
Run = Callable[..., "object"]


def comparison(parent: str | None = None, child: str | None = None):  # type: ignore[no-untyped-def]
    texts = parent or PARENT.read_text(encoding="utf-8"), child or CHILD.read_text(encoding="utf-8")
    return compare(parse_text(texts[0]), parse_text(texts[1]))


def test_status_and_json(draftkit) -> None:  # type: ignore[no-untyped-def]
    done = draftkit("diff", PARENT, CHILD, "--json")
    assert done.returncode == 1
    result = json.loads(done.stdout)
    assert result["schema"] == "draftkit.comparison/1"
    assert result["parent"]["doc_number"] == "云岚体群〔2024〕12号"
    assert 0 < result["coverage"]["measures"] <= 1
    source = re.sub(r"\s", "", PARENT.read_text(encoding="utf-8"))
    for link in result["links"]:
        assert link["relation"] in ("verbatim", "localised", "adapted")
        assert link["parent"].startswith("m") and 0 <= link["score"] <= 1
    for deviation in result["deviations"]:
        assert deviation["kind"] in KINDS and deviation["severity"] in SEVERITIES
        assert deviation["explanation"]
        assert deviation["parent_quote"] or deviation["kind"] == "added"
        assert deviation["child_quote"] or deviation["kind"] == "omitted"
        assert re.sub(r"\s", "", deviation["parent_quote"] or "") in source


def test_no_deviation_is_status_nought(draftkit) -> None:  # type: ignore[no-untyped-def]
    done = draftkit("diff", PARENT, PARENT)
    assert done.returncode == 0
    assert "没有发现偏离" in done.stdout


def test_table_fits_the_screen() -> None:
    text = comparison_terminal(comparison(), columns=90)
    assert max(width(line) for line in text.splitlines()[4:]) <= 92
    assert "缺失" in text and "\x1b" not in text
    assert "\x1b[" in comparison_terminal(comparison(), colour=True)


class Page(HTMLParser):
    """Ids and links of a page, and whether its tags close."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.addresses: list[str] = []
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.ids += [values["id"]] if values.get("id") else []
        self.links += [h[1:] for h in [values.get("href") or ""] if h.startswith("#")]
        self.addresses += [
            v for k in ("src", "href", "action") if (v := values.get(k)) and not v.startswith("#")
        ]
        if tag not in ("meta", "input", "circle", "path", "br", "link"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            assert self.open.pop() == tag


def test_page_is_whole_and_needs_nothing_else() -> None:
    found = comparison()
    page = Page(comparison_html(found))
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    assert set(page.links) <= {*page.ids, ""}, set(page.links) - set(page.ids)
    assert page.addresses == []
    for number, deviation in enumerate(found.deviations, 1):
        assert f"d{number}" in page.ids
        assert deviation.parent_quote is None or f"d{number}-p" in page.ids
        assert deviation.child_quote is None or f"d{number}-c" in page.ids
    for measure in found.parent.measures:
        assert f"p-{measure.id}" in page.ids
    for measure in found.child.measures:
        assert f"c-{measure.id}" in page.ids


def test_page_escapes_what_documents_say() -> None:
    evil = "<script>alert(1)</script>"
    text = PARENT.read_text(encoding="utf-8").replace(
        "编制补短板五年行动计划", f"编制{evil}计划{{{{ 7*7 }}}}"
    )
    html = comparison_html(comparison(parent=text))
    assert evil not in html
    assert "&lt;script&gt;" in html
    assert "{{ 7*7 }}" in html


def test_output_files(draftkit, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    page = tmp_path / "偏离.html"
    assert draftkit("diff", PARENT, CHILD, "-o", page).returncode == 1
    assert page.read_text(encoding="utf-8").lstrip().startswith("<!DOCTYPE html>")
    again = draftkit("diff", PARENT, CHILD, "-o", page)
    assert again.returncode == 2
    assert "已存在" in again.stderr and len(again.stderr.strip().splitlines()) == 1
    assert draftkit("diff", PARENT, CHILD, "-o", page, "--force").returncode == 1
    data = tmp_path / "偏离.json"
    assert draftkit("diff", PARENT, CHILD, "-o", data).returncode == 1
    assert json.loads(data.read_text(encoding="utf-8"))["deviations"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((PARENT, "没有这个文件.docx"), "没有这个文件.docx"),
        ((PARENT, CHILD, "-o", "偏离.odt"), ".html"),
        ((PARENT,), "缺少"),
    ],
)
def test_what_cannot_be_done(draftkit, tmp_path: Path, arguments: tuple[str | Path, ...], words: str) -> None:  # type: ignore[no-untyped-def]
    done = draftkit("diff", *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_write_refuses_unknown_forms(tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        write(comparison(), tmp_path / "偏离.pdf")
