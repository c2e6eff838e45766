"""Every text rule finds its own bad cases, and leaves its good ones alone."""

from __future__ import annotations

from typing import Any

import pytest
from checking_cases import cases, found

from draftkit.checking import standard
from draftkit.checking.engine import checks

CASES = cases()
TEXT_RULES = {id: rule for id, rule in standard().items() if rule.scope == "text"}


def flat(kind: str) -> list[Any]:
    return [
        pytest.param(rule, case, id=f"{rule}-{number}")
        for rule, group in CASES.items()
        for number, case in enumerate(group[kind], 1)
    ]


@pytest.mark.parametrize(("rule", "case"), flat("bad"))
def test_bad_case_is_found(rule: str, case: Any) -> None:
    problems = [p for p in found(case) if p.rule == rule]
    assert problems
    for problem in problems:
        assert problem.message.endswith("。")
        assert problem.severity == TEXT_RULES[rule].severity
        assert (problem.line is None) == (problem.quote == "")


@pytest.mark.parametrize(("rule", "case"), flat("good"))
def test_good_case_is_left_alone(rule: str, case: Any) -> None:
    assert not [p for p in found(case) if p.rule == rule]


@pytest.mark.parametrize("rule", TEXT_RULES)
def test_rule_has_cases(rule: str) -> None:
    assert len(CASES[rule]["bad"]) >= 2
    assert len(CASES[rule]["good"]) >= 2


def test_cases_are_of_rules_that_exist() -> None:
    assert CASES.keys() <= TEXT_RULES.keys()


def test_every_rule_can_be_run() -> None:
    assert not {id for id, rule in TEXT_RULES.items() if not rule.patterns and id not in checks()}
    assert checks().keys() <= TEXT_RULES.keys()


def test_a_faultless_document_has_no_finding() -> None:
    assert found({}) == ()


def test_places_point_at_the_quoted_words() -> None:
    from checking_cases import text_of

    for group in CASES.values():
        for case in group["bad"]:
            lines = text_of(case).split("\n")
            for problem in found(case):
                if problem.line is None or "⏎" in problem.quote or problem.quote.endswith("…"):
                    continue
                assert problem.column is not None
                line = lines[problem.line - 1]
                assert 1 <= problem.column <= len(line)
                assert problem.quote[0] in line[max(0, problem.column - 8) : problem.column + 1]
