"""Localities: their words, their files, whose document it is, and how a text reads elsewhere."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from draftkit.errors import InputError, LocalityError
from draftkit.localities import Locality, localise, localise_detailed, read_table

CASES = Path(__file__).parent / "cases" / "localise"


def load(name: str) -> Any:
    return yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))


PLACES = {key: Locality.from_mapping(values) for key, values in load("places").items()}
LOCALISE = load("cases")


# --- localise --------------------------------------------------------------------------------


@pytest.mark.parametrize("case", LOCALISE, ids=lambda c: f"{c['from']}-{c['to']}-{c['text'][:16]}")
def test_localise(case: dict[str, Any]) -> None:
    source, target = PLACES[case["from"]], PLACES[case["to"]]
    found = localise_detailed(case["text"], source, target)
    assert found.text == case.get("gives", case["text"])
    assert sorted({point.kind for point in found.open_points}) == sorted(set(case.get("asks", [])))


@pytest.mark.parametrize("case", LOCALISE, ids=lambda c: f"{c['from']}-{c['to']}-{c['text'][:16]}")
def test_changes_rebuild_the_text(case: dict[str, Any]) -> None:
    text, pieces, at = case["text"], [], 0
    found = localise_detailed(text, PLACES[case["from"]], PLACES[case["to"]])
    for change in found.changes:
        assert at <= change.start <= change.end
        assert text[change.start : change.end] == change.old != change.new
        pieces += [text[at : change.start], change.new]
        at = change.end
    assert "".join([*pieces, text[at:]]) == found.text
    assert all(text[p.start : p.end] == p.text and p.reason for p in found.open_points)


def test_full_form_for_signatures() -> None:
    assert localise("省卫生健康委", PLACES["province"], PLACES["county"], form="full") == "兰溪县卫生健康局"


WORDS = st.sampled_from(
    "全县 我县 本县 县级 县直有关部门 县卫生健康局 县市场监管局 、 ， 。 要 各乡镇（街道） 各乡镇人民政府 县城 县域 兰溪县 健康兰溪 兰溪县人民医院 "
    "省民政厅 国家 市、县 《全县规划》 团县委 县委宣传部 县政府 推进 医养结合 （ ） 牵头 县级医院 县内 驻兰溪单位 财政局 社区 75% 县长任组长".split()
)
TEXTS = st.lists(WORDS, max_size=25).map("".join)
UP_WORDS = st.sampled_from(
    "全省 我省 本省 省级有关部门 省直单位 省卫生健康委 省民政厅 省住房城乡建设厅 省委 省政府 、 ， 。 各地 各市、县（市、区）人民政府 各市 省内 云岭省 健康云岭 "
    "国家卫生健康委 推进 医养结合 （ ） 牵头 《云岭省条例》 城市 市场 节省 团省委 省消防救援总队 省各有关部门".split()
)
UP_TEXTS = st.lists(UP_WORDS, max_size=25).map("，".join)


@given(TEXTS)
def test_to_oneself_nothing_changes(text: str) -> None:
    county = PLACES["county"]
    assert localise(text, county, Locality.from_mapping(load("places")["county"])) == text
    assert localise(text, county, county.but(issued_on="2025-01-01")) == text


@given(TEXTS)
def test_there_and_back_between_counties(text: str) -> None:
    one, two = PLACES["county"], PLACES["county2"]
    assert localise(localise(text, one, two), two, one) == text


@given(UP_TEXTS, st.sampled_from(["county", "countycity", "district", "city"]))
def test_nothing_of_the_source_is_left(text: str, to: str) -> None:
    result = localise(text, PLACES["province"], PLACES[to])
    bare = re.sub(r"《[^》]*》", "", result)
    assert not re.search(
        r"[全我本]省|省级|省直|省委|省政府|省内|云岭|省[^，。]{1,8}[厅委]|各地|各市、县", bare
    )


@given(UP_TEXTS, st.sampled_from(["county", "countycity", "district", "city", "town"]))
def test_no_word_is_doubled(text: str, to: str) -> None:
    target = PLACES[to]
    result = localise(text, PLACES["province"], target)
    word = target.word
    assert f"全{word}{word}级" not in result
    assert not re.search(f"{word}{word}(?!场)", result)


@given(UP_TEXTS)
def test_an_abstract_county_filled_is_the_county(text: str) -> None:
    tokens: dict[str, str] = {}
    target = PLACES["own"]

    def hole(key: str) -> str:
        return tokens.setdefault(key, chr(0xE000 + len(tokens)))

    bound = localise(text, PLACES["province"], Locality.of_shape(target.shape, hole))
    for key, token in tokens.items():
        bound = bound.replace(token, target.value(key))
    assert bound == localise(text, PLACES["province"], target)


@given(st.text(max_size=80), st.sampled_from(sorted(PLACES)), st.sampled_from(sorted(PLACES)))
def test_any_text_is_taken(text: str, source: str, target: str) -> None:
    found = localise_detailed(text, PLACES[source], PLACES[target])
    assert isinstance(found.text, str)


# --- words of a place ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "whole", "grade", "unit"),
    [
        ("county", "全县", "县级", "县卫生健康局"),
        ("countycity", "全市", "市级", "市卫生健康局"),
        ("district", "全区", "区级", "区卫生健康局"),
        ("banner", "全旗", "旗级", "旗卫生健康局"),
        ("region", "全区", "自治区级", "自治区卫生健康委"),
        ("city", "全市", "市级", "市卫生健康委"),
        ("own", "全县", "县级", "县卫生健康和体育局"),
    ],
)
def test_words(place: str, whole: str, grade: str, unit: str) -> None:
    locality = PLACES[place]
    assert (locality.whole, locality.grade, locality.unit("卫生健康")) == (whole, grade, unit)


def test_units_in_all_forms() -> None:
    own = PLACES["own"]
    assert own.unit("health", "full") == "禾丰县卫生健康和体育局"
    assert own.unit("health", bare=True) == "卫生健康和体育局"
    assert PLACES["county"].unit("ecology", "full") == "东川市生态环境局兰溪县分局"
    assert PLACES["county"].unit("pboc") is None
    assert Locality("海东市", "province").unit("edu") == "市教育局"


def test_ancestors_and_lower_bodies() -> None:
    county = PLACES["county"]
    assert county.ancestors == (("云岭省", "province"), ("东川市", "city"))
    assert county.lower_governments() == "各乡镇人民政府、街道办事处"
    assert county.lower_places() == "各乡镇（街道）"
    assert PLACES["own"].lower_places() == "各镇（街道）"


# --- files -----------------------------------------------------------------------------------

GOOD = """
名称: 兰溪县
级别: 县
上级: [云岭省, 东川市]
units: {卫生健康: 县卫健局}
targets: {签约率: {value: 80, unit: "%", deadline: 2026}, 床位数: 300张}
facts: {常住人口: 42.3万}
issued_on: 2026-03-01
"""


def test_load(tmp_path: Path) -> None:
    path = tmp_path / "兰溪县.yaml"
    path.write_text(GOOD, encoding="utf-8")
    locality = Locality.load(path)
    assert (locality.name, locality.level, locality.short, locality.suffix) == (
        "兰溪县",
        "county",
        "兰溪",
        "县",
    )
    assert locality.units == {"health": "县卫健局"}
    target = locality.targets["签约率"]
    assert (target.value, target.unit, target.deadline) == ("80", "%", "2026")
    assert (locality.targets["床位数"].value, locality.targets["床位数"].unit) == ("300", "张")
    assert locality.issued_on == "2026-03-01"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("level: 县\n", "name"),
        ("name: 兰溪县\n", "level"),
        ("name: 兰溪县\nlevel: 村\n", "村"),
        ("name: 兰溪县\nlevel: province\n", "不符"),
        ("name: 兰溪\nlevel: county\n", "兰溪"),
        ("name: 兰溪县\nlevel: county\nissued_on: 2026年13月1日\n", "issued_on"),
        ("name: 兰溪县\nlevel: county\nunits: [卫健局]\n", "units"),
        ("name: 兰溪县\nlevel: county\ntargets: {签约率: {unit: '%'}}\n", "签约率"),
        ("name: 兰溪县\nlevel: county\ntargets: {签约率: {value: 80, deadline: 明年}}\n", "明年"),
        ("name: [兰溪县\n", "YAML"),
        ("- 兰溪县\n", "字段"),
        ("", "字段"),
    ],
)
def test_bad_file(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "坏.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LocalityError) as caught:
        Locality.load(path)
    assert "坏.yaml" in caught.value.render()
    assert says in caught.value.render()
    assert "\n" not in caught.value.render()


TABLE = "名称,级别,上级,units.卫生健康,targets.签约率.value,targets.签约率.unit,常住人口\n兰溪县,县,云岭省东川市,县卫健局,80,%,42.3万\n,县,,,,,\n石渚县,county,,,,%,\n,,,,,,\n河东区,市辖区,,,75%,,\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "表.csv"
    path.write_text(TABLE, encoding=encoding)
    check_table(path)


def test_xlsx(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for line in TABLE.strip().split("\n"):
        book.active.append([cell or None for cell in line.split(",")])  # type: ignore[union-attr]
    book.save(tmp_path / "表.xlsx")
    check_table(tmp_path / "表.xlsx")


@pytest.mark.parametrize(
    ("value", "form", "unit", "expected"),
    [
        (0.96, "0%", "%", ("96", "%")),
        (0.9645, "0.00%", None, ("96.45", "%")),
        (96, "General", "%", ("96", "%")),
        (96, '0"%"', "%", ("96", "%")),
        ("96%", "@", "%", ("96", "%")),
        # The superior's words say whether it is a least.
        ("≥96%", "@", "%", ("96", "%")),
        ("不低于９６％", "@", None, ("96", "%")),
        ("96%以上", "@", "%", ("96", "%")),
        ("30万千瓦", "@", "千瓦", ("30", "万千瓦")),
        ("1,200", "@", "个", ("1200", "个")),
        (250, "General", "%", ("250", "%")),
        (4.8, "0.0", "个", ("4.8", "个")),
    ],
)
def test_percentages_of_a_sheet(
    value: float | str, form: str, unit: str | None, expected: tuple[str, str], tmp_path: Path
) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["名称", "级别", "指标.签约率.数值", "指标.签约率.单位"])
    sheet.append(["兰溪县", "县", value, unit])
    sheet["C2"].number_format = form
    book.save(tmp_path / "表.xlsx")
    (row,) = read_table(tmp_path / "表.xlsx")
    assert row.locality is not None
    target = row.locality.targets["签约率"]
    assert (target.value, target.unit) == expected


@pytest.mark.parametrize(
    ("value", "form", "says"),
    [
        (65, "0.0%", "6500%，多了一百倍"),
        ("六成五", "@", "“六成五”不是数字"),
        ("35—40%", "@", "不是数字"),
        ("=A1&", "formula", "公式没有算出结果"),
        ("#DIV/0!", "error", "公式出错（#DIV/0!）"),
    ],
)
def test_figures_that_are_none(value: float | str, form: str, says: str, tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["名称", "级别", "指标.签约率.数值"])
    sheet.append(["兰溪县", "县", value])
    sheet.append(["松岭县", "县", 0.6])
    if form not in ("formula", "error"):
        sheet["C2"].number_format = form
    book.save(tmp_path / "表.xlsx")
    bad, good = read_table(tmp_path / "表.xlsx")
    assert bad.error is not None and good.locality is not None
    assert says in bad.error.render() and "第2行 C2（指标.签约率.数值）" in bad.error.render()


def test_a_head_of_two_rows(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["各县目标任务表"])
    sheet.append(["名称", "级别", "目标", None, "机构", "常住人口"])
    sheet.append([None, None, "签约率", "备案率", "教育", None])
    sheet.append(["兰溪县", "县", 0.6, "75%", "县教育体育局", "31.6万人"])
    sheet.append(["松岭县", "县", "很高", None, None, None])
    for cells in ("A1:F1", "A2:A3", "B2:B3", "C2:D2", "F2:F3"):
        sheet.merge_cells(cells)
    sheet["C4"].number_format = "0%"
    book.save(tmp_path / "表.xlsx")
    good, bad = read_table(tmp_path / "表.xlsx")
    assert good.locality is not None and bad.error is not None
    assert {k: (t.value, t.unit) for k, t in good.locality.targets.items()} == {
        "签约率": ("60", "%"),
        "备案率": ("75", "%"),
    }
    assert list(good.locality.units.values()) == ["县教育体育局"]
    assert good.locality.facts == {"常住人口": "31.6万人"}
    assert "第5行 C5（目标.签约率）" in bad.error.render()


def test_a_hidden_sheet_is_passed_over(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.worksheets[0].append(["代码", "选项"])
    book.worksheets[0].sheet_state = "hidden"
    sheet = book.create_sheet("填写")
    sheet.append(["名称", "级别"])
    sheet.append(["兰溪县", "县"])
    book.active = 1
    book.save(tmp_path / "表.xlsx")
    (row,) = read_table(tmp_path / "表.xlsx")
    assert row.locality is not None


def test_a_first_row_without_a_name_is_no_head(tmp_path: Path) -> None:
    (tmp_path / "表.csv").write_text("名称,级别,目标\n,县,签约率\n兰溪县,县,\n", encoding="utf-8")
    first, second = read_table(tmp_path / "表.csv")
    assert first.error is not None and second.locality is not None


def test_a_table_with_a_title_above_its_head(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["某市各县基本情况表"])
    sheet.merge_cells("A1:D1")
    sheet.append([])
    sheet.append(["序号", "名称", "级别", "成文日期"])
    sheet.append([1, "兰溪县", "县", "20260301"])
    sheet.append([2, "松岭县", "县", "昨天"])
    book.save(tmp_path / "表.xlsx")
    (tmp_path / "表.csv").write_text(
        "某市各县基本情况表,,,\n,,,\n序号,名称,级别,成文日期\n1,兰溪县,县,２０２６-３-１\n",
        encoding="gb18030",
    )
    good, bad = read_table(tmp_path / "表.xlsx")
    assert good.number == 4 and good.locality is not None and good.locality.issued_on == "2026-03-01"
    assert bad.error is not None and "第5行 D5（成文日期）" in bad.error.render()
    (row,) = read_table(tmp_path / "表.csv")
    assert row.number == 4 and row.locality is not None and row.locality.issued_on == "2026-03-01"


@pytest.mark.parametrize(
    ("given", "kept"), [("第12号", "12"), ("０１２", "12"), (12, "12"), ("12之一", "12之一")]
)
def test_a_running_number_stands_alone(given: str | int, kept: str) -> None:
    here = Locality.from_mapping({"name": "兰溪县", "level": "县", "发文序号": given})
    assert here.facts["发文序号"] == kept


def test_labels_in_other_spellings_and_own_facts() -> None:
    values = {"Name": "兰溪县", "LEVEL": "county", "Issued On": "2026-03-01", "常住人口": "42.3万"}
    here = Locality.from_mapping(values)
    assert (here.name, here.issued_on, here.facts) == ("兰溪县", "2026-03-01", {"常住人口": "42.3万"})


def test_a_fixed_fact_may_stand_at_the_top() -> None:
    import datetime

    values = {
        "name": "兰溪县",
        "level": "county",
        "印发机关": "县府办",
        "有效期至": datetime.date(2028, 1, 5),
    }
    here = Locality.from_mapping(values)
    assert here.issuers == ()
    assert here.facts == {"印发机关": "县府办", "有效期至": "2028年1月5日"}


def test_the_sample_explains_every_field() -> None:
    """Uncommented, the sample states every field and every fact with a fixed name."""
    import re

    import yaml

    from draftkit.localities.loading import field_names

    text = (Path(__file__).parent.parent / "samples/localities/hefeng.yaml").read_text(encoding="utf-8")
    values = yaml.safe_load(re.sub(r"^( *)# (?=[\w]+: )", r"\1", text, flags=re.M))
    stated = {*values, *(f"facts.{name}" for name in values["facts"])}
    assert set(field_names().values()) <= stated
    assert Locality.from_mapping(values).facts["有效期至"] == "2027年12月31日"


def check_table(path: Path) -> None:
    rows = list(read_table(path))
    assert [row.number for row in rows] == [2, 3, 4, 6]
    first = rows[0].locality
    assert first is not None
    assert (first.name, first.parents, first.units) == (
        "兰溪县",
        ("云岭省", "东川市"),
        {"health": "县卫健局"},
    )
    assert (first.targets["签约率"].value, first.facts) == ("80", {"常住人口": "42.3万"})
    assert rows[1].error is not None
    assert "第3行" in rows[1].error.render()
    assert rows[2].locality is not None
    assert rows[2].locality.targets == {}
    assert rows[3].locality is not None
    assert rows[3].locality.targets["签约率"].unit == "%"


def test_a_table_without_names_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    path.write_text("级别\n县\n", encoding="utf-8")
    with pytest.raises(InputError):
        list(read_table(path))
    with pytest.raises(InputError):
        list(read_table(tmp_path / "没有.csv"))
    with pytest.raises(InputError):
        read_table(tmp_path / "表.pdf")


@pytest.mark.parametrize("case", load("provinces"), ids=lambda case: str(case["cited"]))
def test_province_of_a_county(case: dict[str, str | None]) -> None:
    from draftkit.localities import infer
    from draftkit.parsing import parse_text

    here = infer(
        parse_text(
            "禾丰县卫生健康局\n关于印发《禾丰县家庭医生签约实施方案》的通知\n各乡镇人民政府：\n现印发给你们。\n"
            "禾丰县卫生健康局\n2025年5月6日\n禾丰县家庭医生签约实施方案\n"
            f"根据{case['cited']}，结合我县实际，制定本方案。\n一、扩大服务\n（一）组建团队。县卫健局组建签约团队。\n"
        )
    )
    assert here.name == "禾丰县"
    assert here.parents == ((case["province"],) if case["province"] else ())


@pytest.mark.parametrize("case", load("lower"), ids=lambda case: f"{case['level']}-{case['addressees']}")
def test_the_places_below_are_those_that_are_addressed(case: dict[str, Any]) -> None:
    names = {"county": "丰谷县", "city": "东川市", "township": "柳河镇"}
    plain = {"名称": names[case["level"]], "级别": case["level"]}
    here = Locality.from_mapping({**plain, "主送机关": case["addressees"]})
    usual = Locality.from_mapping(plain)
    assert here.lower_governments() == (case["governments"] or usual.lower_governments())
    assert here.lower_places() == (case["places"] or usual.lower_places())


@pytest.mark.parametrize("case", load("fields"), ids=lambda case: str(case["given"]))
def test_a_field_is_taken_as_it_is_meant(case: dict[str, Any]) -> None:
    values = {"名称": "丰谷县", "级别": "县", **case["given"]}
    if "error" in case:
        with pytest.raises(LocalityError, match=case["error"]):
            Locality.from_mapping(values)
        return
    here = Locality.from_mapping(values)
    for name in {"code_word", "facts", "issuers", "addressees"} & case.keys():
        got = getattr(here, name)
        assert (list(got) if isinstance(got, tuple) else got) == case[name]


@pytest.mark.parametrize("place", ["清水镇", "巴音苏木"])
def test_a_paper_of_a_township_of_any_kind_is_known(place: str) -> None:
    from draftkit.localities import infer
    from draftkit.parsing import parse_text

    title = f"{place}人民政府关于印发《{place}草原保护实施方案》的通知"
    here = infer(parse_text(f"{title}\n各有关单位：\n现印发给你们。\n{place}人民政府\n2025年8月1日\n"))
    assert (here.name, here.level) == (place, "township")


def test_firms_keep_their_own_names() -> None:
    """Two firms that share a key of the lexicon are two names, in a bound template as well."""
    units = {"水务集团": "丰谷县水务公司", "城投集团": "丰谷县城投公司"}
    here = Locality.from_mapping({"名称": "丰谷县", "级别": "县", "机构": units})
    assert {key: here.unit(key) for key in units} == units
    bound = Locality.of_shape(here.shape, lambda key: f"<{key}>")
    source = Locality("东川市", "city")
    said = localise("市水务集团、市城投集团", source, bound)
    filled = re.sub("<(.*?)>", lambda found: here.value(found[1]), said)
    assert filled == localise("市水务集团、市城投集团", source, here) == "丰谷县水务公司、丰谷县城投公司"
