"""Slots: what is found in a text, and how a clause reads elsewhere."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from library_cases import cases

import draftkit
from draftkit.lexicon import departments
from draftkit.library import Clause, Library, Origin, Wording, render, render_detailed, render_responsibility
from draftkit.library.slots import source_of
from draftkit.library.slotting import slotted
from draftkit.localities import Locality, TargetValue

DATA = cases("slots.yaml")
PLACES = {name: Locality.from_mapping(values) for name, values in DATA["places"].items()}


def clause(text: str, place: str | None, note: str | None = None) -> Clause:
    source = PLACES[place] if place else None
    made = slotted(text, note, source)
    origin = Origin(
        place=source.name if source else None,
        level=source.level if source else None,
        parents=source.parents if source else (),
    )
    return Clause("X", None, made.body.template, text, made.slots, made.note, origin=origin)


@pytest.mark.parametrize("case", DATA["cases"], ids=lambda c: c["text"][:16])
def test_template(case: dict[str, Any]) -> None:
    assert clause(case["text"], case["place"]).template == case["template"]


@pytest.mark.parametrize("case", DATA["renderings"], ids=lambda c: f"{c['from']}-{c['to']}-{c['text'][:8]}")
def test_rendering(case: dict[str, Any]) -> None:
    assert render(clause(case["text"], case["from"]), PLACES[case["to"]]) == case["says"]


@pytest.mark.parametrize("case", DATA["cases"], ids=lambda c: c["text"][:16])
def test_at_home_a_clause_is_its_original(case: dict[str, Any]) -> None:
    if case["place"]:
        assert render(clause(case["text"], case["place"]), PLACES[case["place"]]) == case["text"]


def test_slots_are_shared_with_the_responsibility_note() -> None:
    made = clause("县卫健局组织实施。", "临湖县", "县卫健局、民政局")
    assert made.template == "{{ unit.health }}组织实施。"
    assert made.responsibility == Wording("{{ unit.health }}、{{ unit.civil }}", "县卫健局、民政局")
    assert dict(made.slots) == {"unit.health": "县卫健局", "unit.civil": "民政局"}
    assert render_responsibility(made, PLACES["柏川市"]) == "市卫生健康委、民政局"


# --- real documents: nothing of the source is left ---------------------------------------------

ELSEWHERE = [
    Locality("柏川市", "city", parents=("云浦省",)),
    Locality("临湖县", "county", parents=("云浦省", "柏川市")),
    Locality("青石镇", "township", parents=("云浦省", "柏川市", "临湖县")),
]


def left_of(source: Locality, target: Locality, words: str) -> list[str]:
    """Names and level words of the source that stand in a text outside 《》."""
    plain = re.sub("《[^《》]*》", "", words)
    found = [name for name in (source.name, source.short) if name in plain]
    if source.word != target.word:
        found += (
            re.findall(f"[全我本]{source.word}(?![场均])(?!平均)", plain)
            if source.level != "province"
            else []
        )
        found += [m.text for m in departments.scan(plain) if m.relation == "own" and m.word == source.word]
    return found


def faults_of_list(note: str) -> list[str]:
    """Empty and doubled names in a list of responsible bodies."""
    found = []
    for sentence in re.split("[。；]", note):
        names = re.split("[、，,]", re.sub("[（(].*?[)）]|^.*?[：:]|等?按职责.*|牵头|配合", "", sentence))
        found += ["empty"] if "" in names[:-1] else []
        found += [n for n in names if n and names.count(n) > 1]
    return found


def check_elsewhere(folder: Path, files: list[Path]) -> None:
    library = Library(folder, create=True)
    for file in files:
        library.harvest(draftkit.read(file))
    checked = 0
    for one in library.clauses():
        source = source_of(one.origin)
        assert source is not None
        for target in ELSEWHERE:
            note = render_responsibility(one, target) or ""
            assert left_of(source, target, f"{render(one, target)}\n{note}") == [], (one.heading, target.name)
            assert faults_of_list(note) == [], (one.heading, target.name, note)
            checked += 1
    assert checked > 100


def test_nothing_of_the_source_is_left_in_the_seeds(shared: Path, tmp_path: Path) -> None:
    check_elsewhere(tmp_path / "库", sorted((shared / "seeds").glob("*.txt")))


def test_nothing_of_the_source_is_left_in_the_samples(samples: Path, tmp_path: Path) -> None:
    check_elsewhere(tmp_path / "库", sorted(f for f in samples.glob("*.txt")))


TARGETS = "到2025年，老年人健康管理率达到75%以上，建成30家机构，签约率达到60%。"


def test_figures_of_the_locality_replace_those_of_the_source() -> None:
    target = PLACES["望汐区"].but(targets={"健康管理率": TargetValue("82", "%", "2027-06")})
    words = render(clause(TARGETS, "临湖县"), target)
    assert words == "到2027年6月，老年人健康管理率达到82%以上，建成30家机构，签约率达到60%。"


def test_missing_figures_can_be_left_open() -> None:
    target = PLACES["望汐区"].but(targets={"健康管理率": TargetValue("82", "%")})
    words = render(clause(TARGETS, "临湖县"), target, pending=True)
    assert words == "到2025年，老年人健康管理率达到82%以上，建成30家机构，签约率达到【待填：60%】。"


def test_a_clause_of_unknown_place_is_left_as_it_is() -> None:
    assert render(clause("全市推开，市卫健委负责。", None), PLACES["临湖县"]) == "全市推开，市卫健委负责。"


def test_what_a_person_must_decide_is_told() -> None:
    said = render_detailed(clause("依托云浦省健康信息平台，建设全省网络。", "云浦省"), PLACES["临湖县"])
    assert "全县网络" in said.text
    assert "云浦省健康信息平台" in {point.text for point in said.open_points}
