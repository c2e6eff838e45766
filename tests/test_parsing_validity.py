"""From when to when a paper is in force (施行日期, 有效期), as offices put it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from draftkit.parsing import parse_text

CASES = yaml.safe_load(
    (Path(__file__).with_name("cases") / "parsing" / "validity.yaml").read_text(encoding="utf-8")
)
PAPER = """丹泽市关于促进发展的若干措施
丹政发〔2024〕2号
各县人民政府：
为促进发展，制定本措施。
一、重点任务
（一）加快建设。建成10个项目。
（二）保障。落实资金。
{last}
丹泽市人民政府
2024年1月20日
"""


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"])
def test_in_force(case: dict[str, Any]) -> None:
    document = parse_text(PAPER.format(last=case["text"]))
    assert [document.effective_from, document.valid_until] == case["in_force"]


def test_until_when_somebody_is_paid_is_no_validity() -> None:
    item = "（三）扩大就业。落实稳岗资金。本项补贴自2024年3月1日起实施，执行期限至2024年12月31日。"
    document = parse_text(PAPER.format(last=item))
    assert document.effective_from is None and document.valid_until is None
