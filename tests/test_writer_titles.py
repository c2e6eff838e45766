"""Lines of a title: whole words, short enough, a trapezoid or a diamond (GB/T 9704 7.3.1)."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from writer_cases import CASES

from draftkit.writers.geometry import ems
from draftkit.writers.titles import LINE, ONE_LINE, balance

TITLES = yaml.safe_load((CASES / "titles.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", TITLES, ids=lambda c: c["title"][:12])
def test_no_line_cuts_a_word_or_a_name(case: dict[str, Any]) -> None:
    lines = balance(case["title"], tuple(case.get("names", ())))
    assert "".join(lines) == case["title"]
    assert len(lines) > 1
    cuts = set(accumulate(len(line) for line in lines[:-1]))
    for word in case["whole"]:
        start = case["title"].find(word)
        assert start >= 0
        while start >= 0:
            assert not cuts & set(range(start + 1, start + len(word))), (word, lines)
            start = case["title"].find(word, start + 1)


@pytest.mark.parametrize("case", TITLES, ids=lambda c: c["title"][:12])
def test_lines_form_a_trapezoid_or_a_diamond(case: dict[str, Any]) -> None:
    widths = [ems(line) for line in balance(case["title"], tuple(case.get("names", ())))]
    assert max(widths) <= LINE
    assert min(widths) >= 0.4 * max(widths)
    assert not any(b < a and b < c for a, b, c in zip(widths, widths[1:], widths[2:], strict=False))


@pytest.mark.parametrize(
    "rest", ["促进低空经济高质量发展若干措施", "促进民营经济发展壮大若干措施", "推动大规模设备更新实施方案"]
)
@pytest.mark.parametrize("who", ["松岭市人民政府", "松岭市人民政府办公室", "松岭市工业和信息化局"])
def test_no_line_ends_behind_the_place_that_opens_a_name(who: str, rest: str) -> None:
    for line in balance(f"{who}关于印发《松岭市{rest}》的通知", (who,)):
        assert not line.endswith(("《松岭市", "《松岭市促进", "《松岭市推动"))


def test_a_short_title_stays_in_one_line() -> None:
    title = "松岭县全民健身实施方案"
    assert balance(title) == (title,)


def test_line_breaks_of_the_author_are_kept() -> None:
    assert balance("松岭县教育局\n关于甲的通知") == ("松岭县教育局", "关于甲的通知")


@given(st.text(min_size=1).filter(str.strip))
def test_any_title_keeps_its_words_and_fits(text: str) -> None:
    lines = balance(text)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(ems(line) <= ONE_LINE for line in lines)
