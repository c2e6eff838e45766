"""Laws of a comparison, and pairs of documents whose links were judged by reading."""

from __future__ import annotations

import math
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from draftkit.comparing import KINDS, SEVERITIES, Comparison, Quote, compare
from draftkit.comparing.labels import label
from draftkit.comparing.sentences import clauses, sentences
from draftkit.comparing.severity import severity, table
from draftkit.lexicon.text import normal
from draftkit.model import Document
from draftkit.parsing import parse_text, read

CASES = Path(__file__).parent / "cases" / "comparing"
FIELDS = {
    name: parse_text((CASES / f"{name}.txt").read_text(encoding="utf-8"))
    for name in ("renovation", "fitness_parent", "fitness_child")
}
RENOVATION = (CASES / "renovation.txt").read_text(encoding="utf-8")


def label_of(document: Document, id: str) -> str:
    return document.measure(id).path[-1]


def kinds(comparison: Comparison) -> set[str]:
    return {d.kind for d in comparison.deviations}


# --- laws --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FIELDS)
def test_a_document_does_not_deviate_from_itself(name: str) -> None:
    document = FIELDS[name]
    comparison = compare(document, document)
    assert comparison.deviations == ()
    assert {(x.parent, x.child) for x in comparison.links} == {(m.id, m.id) for m in document.measures}
    assert {x.relation for x in comparison.links} == {"verbatim"}
    assert (comparison.coverage.measures, comparison.coverage.sentences) == (1.0, 1.0)


def test_documents_of_other_fields_have_nothing_in_common() -> None:
    comparison = compare(FIELDS["renovation"], FIELDS["fitness_parent"])
    assert len(comparison.links) <= 1
    assert sum(d.kind == "omitted" for d in comparison.deviations) >= 13
    assert sum(d.kind == "added" for d in comparison.deviations) >= 9


def test_a_document_without_measures_gives_no_links() -> None:
    empty = parse_text("关于召开会议的通知\n\n各单位：\n\n定于明日召开会议，请准时参加。\n")
    assert compare(empty, empty).deviations == ()
    assert compare(FIELDS["renovation"], empty).links == ()
    assert kinds(compare(FIELDS["renovation"], empty)) == {"omitted"}
    assert kinds(compare(empty, FIELDS["renovation"])) == {"added"}


def quotations(comparison: Comparison) -> list[tuple[Document, Quote]]:
    sides = [(comparison.parent, d.parent_quote) for d in comparison.deviations]
    sides += [(comparison.child, d.child_quote) for d in comparison.deviations]
    return [(document, quote) for document, quote in sides if quote is not None]


@pytest.mark.parametrize("pair", [("fitness_parent", "fitness_child"), ("fitness_child", "renovation")])
def test_every_quotation_stands_in_its_source(pair: tuple[str, str]) -> None:
    comparison = compare(FIELDS[pair[0]], FIELDS[pair[1]])
    found = quotations(comparison)
    assert found
    for document, quote in found:
        assert any(quote.text in p.content.text for p in document.paragraphs), quote
        if quote.part == "text" and not quote.measure.startswith("closing"):
            assert document.measure(quote.measure).text[quote.start : quote.end] == quote.text


def test_the_result_does_not_depend_on_what_was_compared_before() -> None:
    first = compare(FIELDS["fitness_parent"], FIELDS["fitness_child"])
    compare(FIELDS["renovation"], FIELDS["fitness_child"])
    assert compare(FIELDS["fitness_parent"], FIELDS["fitness_child"]) == first


# --- measures dropped, added, merged, split, moved ----------------------------------------------


def paragraphs() -> dict[str, str]:
    """Label → paragraph of renovation.txt."""
    return {line.split("）")[0] + "）": line for line in RENOVATION.splitlines() if line.startswith("（")}


def changed(**replaced: str) -> Comparison:
    text = RENOVATION
    for label_, new in replaced.items():
        text = text.replace(paragraphs()[f"（{label_}）"], new)
    return compare(FIELDS["renovation"], parse_text(text))


@pytest.mark.parametrize("label_", ["一", "五", "八", "十", "十三", "十五"])
def test_a_dropped_measure_is_omitted_and_nothing_else(label_: str) -> None:
    comparison = changed(**{label_: ""})
    loud = [d for d in comparison.deviations if d.severity != "info"]
    assert [(d.kind, label_of(comparison.parent, d.parent or "")) for d in loud] == [
        ("omitted", f"（{label_}）")
    ]
    assert loud[0].severity == "high"
    assert loud[0].child_quote is None


def test_a_new_measure_is_added_and_nothing_else() -> None:
    new = "（十六）开展观鸟志愿活动。组织中小学生到湿地保护区观察候鸟迁徙，编写观鸟手册。（市林业局牵头）"
    comparison = changed(十五=paragraphs()["（十五）"] + "\n" + new)
    assert [d.kind for d in comparison.deviations] == ["added"]
    assert comparison.deviations[0].parent_quote is None
    assert comparison.deviations[0].child_quote is not None
    assert comparison.deviations[0].child_quote.text == "开展观鸟志愿活动"


def test_two_measures_in_one_are_merged() -> None:
    nine, ten = paragraphs()["（九）"], paragraphs()["（十）"]
    joined = nine.split("（市")[0] + ten.split("。", 1)[1]
    comparison = changed(九=joined, 十="")
    merged = [d for d in comparison.deviations if d.kind == "merged"]
    assert len(merged) == 1
    assert set(merged[0].also) == {"m9", "m10"}
    assert not {"omitted", "partly_omitted", "added"} & kinds(comparison)


def test_one_measure_in_two_is_split() -> None:
    whole = paragraphs()["（四）"]
    first, second = whole.split("建立加装电梯联合审查制度")
    note = "（市住房城乡建设局牵头，市自然资源局、市市场监管局、市残联配合）"
    text = f"{first}{note}\n（四）优化加装电梯审查。建立加装电梯联合审查制度{second}"
    comparison = changed(四=text)
    assert [d.kind for d in comparison.deviations if d.kind == "split"] == ["split"]
    assert not {"omitted", "partly_omitted", "added"} & kinds(comparison)


def test_a_moved_measure_is_moved_and_no_other_is() -> None:
    six = paragraphs()["（六）"]
    comparison = changed(六="", 十三=paragraphs()["（十三）"] + "\n" + six)
    moved = [d for d in comparison.deviations if d.kind == "moved"]
    assert [label_of(comparison.parent, d.parent or "") for d in moved] == ["（六）"]
    assert not {"omitted", "added"} & kinds(comparison)


# --- pairs judged by reading --------------------------------------------------------------------


def f1(got: set[Any], want: set[Any]) -> float:
    return 2 * len(got & want) / (len(got) + len(want))


def judged(name: str) -> tuple[Document, Document, dict[str, Any]]:
    texts = [(CASES / f"{name}_{side}.txt").read_text(encoding="utf-8") for side in ("parent", "child")]
    gold = yaml.load((CASES / f"{name}.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return parse_text(texts[0]), parse_text(texts[1]), gold


@pytest.mark.parametrize("name", ["fitness", "ecology", "employment"])
def test_links_of_two_differently_built_documents(name: str) -> None:
    parent, child, gold = judged(name)
    comparison = compare(parent, child)
    links = {(label_of(parent, x.parent), label_of(child, x.child)) for x in comparison.links}
    wanted = {tuple(link) for link in gold["links"]}
    assert (wanted - links, links - wanted) == (set(), set())
    omitted = [label_of(parent, d.parent or "") for d in comparison.deviations if d.kind == "omitted"]
    assert omitted == gold["omitted"]
    # measures that only answer the closing paragraph are grounded, not new
    added = {label_of(child, d.child or "") for d in comparison.deviations if d.kind == "added"}
    assert added == set(gold["added"])
    assert {label_of(child, x.child) for x in comparison.grounds} == set(gold["grounds"])


@pytest.mark.parametrize("name", ["ecology", "employment"])
def test_the_closest_measure_alone_would_not_do(name: str) -> None:
    """The cases are worth something: by plain tf-idf the closest measure misses links and invents others."""
    parent, child, gold = judged(name)
    bags = [
        [Counter(pairwise(f"{m.title}{m.text}")) for m in document.measures] for document in (parent, child)
    ]
    seen = Counter(term for side in bags for bag in side for term in bag)
    rare = {term: math.log(sum(map(len, bags)) / n) for term, n in seen.items()}

    def like(a: Counter[Any], b: Counter[Any]) -> float:
        dot = sum(a[t] * b[t] * rare[t] ** 2 for t in a if t in b)
        return dot / math.sqrt(math.prod(sum((n * rare[t]) ** 2 for t, n in x.items()) for x in (a, b)))

    closest = {
        (parent.measures[max(range(len(bags[0])), key=lambda i: like(bags[0][i], bag))].path[-1], m.path[-1])
        for m, bag in zip(child.measures, bags[1], strict=True)
    }
    wanted = {tuple(link) for link in gold["links"]}
    assert wanted - closest and closest - wanted


def path_of(document: Document, id: str | None) -> str | None:
    if id is None:
        return None
    return "closing" if id.startswith("closing") else "/".join(document.measure(id).path)


@pytest.fixture(scope="module", params=["city", "xikou", "yunling", "liuquan"])
def sample(request: pytest.FixtureRequest, samples: Path) -> tuple[dict[str, Any], Comparison]:
    pairs = yaml.load((samples / "deviations.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    pair = next(p for p in pairs if p["child"] == request.param)
    parent, child = (read(samples / f"{pair[side]}.docx") for side in ("parent", "child"))
    return pair, compare(parent, child)


def test_sample_links(sample: tuple[dict[str, Any], Comparison]) -> None:
    pair, comparison = sample
    every = (*comparison.links, *comparison.grounds)
    links = {(path_of(comparison.parent, x.parent), path_of(comparison.child, x.child)) for x in every}
    optional = {tuple(x) for x in pair.get("optional", ())} | {("closing", "closing")}
    assert f1(links - optional, {tuple(x) for x in pair["links"]}) >= 0.95


def test_sample_deviations_are_found(sample: tuple[dict[str, Any], Comparison]) -> None:
    pair, comparison = sample
    found = [
        (d.kind, path_of(comparison.parent, d.parent), path_of(comparison.child, d.child))
        for d in comparison.deviations
    ]

    def reported(want: dict[str, Any]) -> bool:
        return any(
            kind == want["kind"]
            and (not want["parent"] or p in want["parent"] or kind == "merged")
            and (not want["child"] or c in want["child"] or kind == "split")
            for kind, p, c in found
        )

    missed = [d["note"] for d in pair["deviations"] if not reported(d)]
    assert len(missed) <= 0.27 * len(pair["deviations"]), missed


def test_sample_harmless_changes_are_not_reported(sample: tuple[dict[str, Any], Comparison]) -> None:
    pair, comparison = sample
    assert pair["harmless"]
    for harmless in pair["harmless"]:
        wrong = [
            d
            for d in comparison.deviations
            if d.kind in harmless["kinds"]
            and d.parent_quote
            and (d.child_quote or d.kind == "omitted")
            and harmless["parent_quote"] in normal(d.parent_quote.text)
            and (d.child_quote is None or harmless["child_quote"] in normal(d.child_quote.text))
        ]
        assert not wrong, (harmless["why"], [d.explanation for d in wrong])


@pytest.mark.parametrize("pair", ["A", "D"])
def test_real_documents(shared: Path, pair: str) -> None:
    """Judged by two readers; the scorer runs the command line as a user does."""
    scorer = shared / "score" / "alignment.py"
    environment = {"DRAFTKIT": f"{sys.executable} -m draftkit", "PATH": ""}
    done = subprocess.run(
        [sys.executable, str(scorer), pair],
        capture_output=True,
        encoding="utf-8",
        env=environment,
        check=False,
    )
    figures = dict(part.split("=") for part in done.stdout.splitlines()[0].split()[1:])
    assert float(figures["links"]) >= 0.9, done.stdout
    assert float(figures["omitted"]) >= 0.8, done.stdout
    assert float(figures["added"]) >= 0.9, done.stdout


# --- parts --------------------------------------------------------------------------------------


@given(st.text(alphabet="建立机制，。；！？“”（）《》a1 ,;\n", max_size=60))
def test_sentences_cover_all_words_in_order(text: str) -> None:
    for cut in (sentences, clauses):
        at = 0
        for start, end in cut(text):
            assert at <= start < end <= len(text)
            assert not any(c.isalnum() for c in text[at:start])
            assert text[start:end] == text[start:end].strip()
            at = end
        assert not any(c.isalnum() for c in text[at:])


def test_marks_inside_brackets_and_quotation_marks_end_no_sentence() -> None:
    text = "落实“谁主管谁负责；谁审批谁负责”要求（含试点。下同），建立台账。严禁瞒报。"
    assert [text[a:b] for a, b in sentences(text)] == [
        "落实“谁主管谁负责；谁审批谁负责”要求（含试点。下同），建立台账。",
        "严禁瞒报。",
    ]


def test_every_kind_has_a_label_and_a_weight() -> None:
    assert set(table()) == set(KINDS)
    for kind in KINDS:
        assert label("kind", kind)
        for fact in table()[kind]:
            assert severity(kind, frozenset({fact})) in SEVERITIES
        assert severity(kind, frozenset()) == table()[kind]["usual"]


def test_the_documented_weights_are_the_real_ones(root: Path) -> None:
    lines = (root / "docs" / "deviations.md").read_text(encoding="utf-8").splitlines()
    rows = {
        cells[1].strip("` "): cells
        for line in lines
        if (cells := line.split("|"))[1:] and cells[1].strip(" `") in KINDS
    }
    assert set(rows) == set(KINDS)
    for kind, cells in rows.items():
        weights = [w for fact, w in table()[kind].items() if fact != "usual"]
        assert cells[2].strip() == label("kind", kind)
        assert cells[3].strip() == table()[kind]["usual"]
        assert [part.rsplit(": ", 1)[1].strip() for part in cells[4].split(";") if part.strip()] == weights
