"""Several superior documents, and an office's own severities."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Run
from sample_cases import read

from draftkit.comparing import Comparison, Weights, compare, compare_with
from draftkit.errors import ProfileError
from draftkit.parsing import parse_text

PROVINCE = """赤水省人民政府办公厅关于推进河道清洁的实施意见
一、重点任务
（一）清理河面漂浮物。各市应当每周打捞一次河面漂浮物，建立打捞台账。（省水利厅牵头，省财政厅配合）
（二）整治入河排口。到2025年，入河排口整治率达到95%以上。（省生态环境厅牵头）
"""
CITY = """江北市人民政府办公室关于推进河道清洁的实施方案
一、重点任务
（一）清理河面漂浮物。各县应当每周打捞一次河面漂浮物，建立打捞台账。（市城管局牵头，市财政局、市水利局配合）
（二）整治入河排口。到2025年，入河排口整治率达到95%以上。（市生态环境局牵头）
（三）绿化河岸。沿河种植乔木和灌木，建设滨河步道，设置休憩座椅和照明。（市林业局牵头）
"""
COUNTY = """柏坪县人民政府办公室关于推进河道清洁的实施方案
一、重点任务
（一）清理河面漂浮物。各乡镇应当每周打捞一次河面漂浮物，建立打捞台账。（县城管局牵头，县财政局、县水利局配合）
（二）整治入河排口。到2025年，入河排口整治率达到85%以上。（县生态环境局牵头）
（三）绿化河岸。沿河种植乔木和灌木，建设滨河步道，设置休憩座椅和照明。（县林业局牵头）
"""


def kinds(comparison: Comparison) -> dict[str, str]:
    return {d.kind: d.severity for d in comparison.deviations}


def test_what_another_superior_document_explains_is_no_deviation() -> None:
    parent, city, child = map(parse_text, (PROVINCE, CITY, COUNTY))
    alone, together = kinds(compare(parent, child)), kinds(compare_with(parent, child, [city]))
    assert (alone["added"], alone["lead_changed"]) == ("low", "high")
    assert "added" not in together
    assert together["lead_changed"] == "info"


def test_what_no_superior_document_explains_stays() -> None:
    parent, city, child = map(parse_text, (PROVINCE, CITY, COUNTY))
    assert kinds(compare_with(parent, child, [city]))["target_lowered"] == "high"


def test_an_explained_deviation_names_the_document() -> None:
    parent, city, child = map(parse_text, (PROVINCE, CITY, COUNTY))
    found = compare_with(parent, child, [city])
    told = [d.explanation for d in found.deviations if d.kind == "lead_changed"]
    assert told and all("与《" in t and "河道清洁的实施方案" in t for t in told)
    assert [other.document for other in found.others] == [city]


def test_without_others_it_is_the_plain_comparison() -> None:
    parent, child = read("city.txt"), read("xikou.txt")
    assert compare_with(parent, child, []) == compare(parent, child)


def test_command_takes_further_parents(tmp_path: Path, draftkit: Run) -> None:
    for name, text in (("省", PROVINCE), ("市", CITY), ("县", COUNTY)):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    done = draftkit("diff", "省.txt", "县.txt", "--also", "市.txt", "--json", cwd=tmp_path)
    value = json.loads(done.stdout)
    assert [other["title"] for other in value["also"]] == ["江北市人民政府办公室关于推进河道清洁的实施方案"]
    assert "added" not in {d["kind"] for d in value["deviations"]}
    shown = draftkit("diff", "省.txt", "县.txt", "--also", "市.txt", "--severity", "high", cwd=tmp_path)
    assert "另据：江北市" in shown.stdout
    assert "指标降低" in shown.stdout
    assert "另有程度更轻的" in shown.stdout


# --- severities of an office -----------------------------------------------------------------------


def profile(folder: Path, text: str) -> Path:
    path = folder / "draftkit.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_office_weighs_kinds_and_facts_itself(tmp_path: Path) -> None:
    own = Weights.load(
        profile(tmp_path, '[diff.severity]\nadded = "info"\n[diff.severity.lead_changed]\nusual = "medium"\n')
    )
    found = kinds(compare(parse_text(PROVINCE), parse_text(COUNTY), own))
    assert (found["added"], found["lead_changed"], found["target_lowered"]) == ("info", "medium", "high")


def test_chinese_names_are_taken(tmp_path: Path) -> None:
    own = Weights.load(profile(tmp_path, '[diff.severity]\n"新增" = "提示"\n"牵头单位变更" = "较大"\n'))
    assert own == Weights({"added": {"*": "info"}, "lead_changed": {"*": "medium"}})


def test_a_file_without_the_table_changes_nothing(tmp_path: Path) -> None:
    assert Weights.load(profile(tmp_path, "[other]\nx = 1\n")) == Weights()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[diff.severity]\nlost = "high"\n', "没有“lost”这种偏离"),
        ('[diff.severity]\nadded = "hoch"\n', "程度“hoch”不认识"),
        ('[diff.severity.added]\nfar = "high"\n', "没有“far”这种情形"),
        ("[diff\n", "不是正确的 TOML"),
        ("diff.severity = 3\n", "应当是一张表"),
        ('[severity]\nadded = "high"\n', "请写成"),
    ],
)
def test_wrong_settings_are_named(text: str, said: str, tmp_path: Path, draftkit: Run) -> None:
    path = profile(tmp_path, text)
    with pytest.raises(ProfileError, match=said):
        Weights.load(path)
    (tmp_path / "省.txt").write_text(PROVINCE, encoding="utf-8")
    done = draftkit("diff", "省.txt", "省.txt", "--profile", path, cwd=tmp_path)
    assert done.returncode == 2 and said in done.stderr and "Traceback" not in done.stderr
