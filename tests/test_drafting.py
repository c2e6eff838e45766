"""Drafting: nothing of the parent is lost, nothing of its level is left, everything says where it came from."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from same_document import same_docx

from draftkit.comparing import compare
from draftkit.drafting import Draft, agenda, compile, draft, sidecar
from draftkit.drafting.disguise import Disguise, of_holes
from draftkit.drafting.holes import holes
from draftkit.drafting.listed import without_doubles
from draftkit.drafting.marks import Ledger, line_mark, rendered_lines, without_marks
from draftkit.drafting.measures import Worder
from draftkit.drafting.numbering import Counter, continuous_levels, make_label, renumber
from draftkit.drafting.plan import DEFAULT_TEMPLATE
from draftkit.drafting.preamble import opening_of
from draftkit.drafting.sentences import clauses, sentences
from draftkit.drafting.titles import local_title, subject_of
from draftkit.localities import Locality, infer
from draftkit.model import Document, Measure
from draftkit.parsing import parse_text, read
from draftkit.parsing.targets import find_targets
from draftkit.writers.docx import Profile, compile_body, to_docx

CASES = Path(__file__).parent / "cases" / "drafting"
ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"
COUNTY = {
    "name": "柏溪县",
    "level": "county",
    "code_word": "柏卫发",
    "issuers": ["柏溪县卫生健康局", "柏溪县民政局"],
    "addressees": ["各乡镇人民政府、街道办事处", "县直各单位"],
}


def cases(name: str) -> list[Any]:
    loaded: list[Any] = yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))
    return loaded


def county(parent: Document, **changes: Any) -> Locality:
    """An invented county that drafts half a year after its parent."""
    issued = f"{parent.issued_on[:4]}-12-01" if parent.issued_on else None
    return Locality.from_mapping({**COUNTY, "issued_on": issued, **changes})


# --- whole drafts --------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=["province", "city"])
def sample(request: pytest.FixtureRequest) -> Document:
    return read(SAMPLES / f"{request.param}.docx")


def seeds() -> list[str]:
    return ["000_50c1efcba619ae6d", "001_14eaa5a55531f778", "003_06760f65cb2152d5"]


def assert_carries_everything(parent: Document, made: Draft) -> None:
    used = {o.key for trace in made.provenance for o in trace.origins if o.kind == "parent"}
    assert {m.id for m in parent.measures} <= used
    assert len(made.document.measures) == len(parent.measures)
    for theirs, ours in zip(parent.measures, made.document.measures, strict=True):
        assert bool(theirs.units) == bool(ours.units), theirs.id
        assert bool(theirs.lead) == bool(ours.lead), theirs.id
    assert (parent.standing_responsibility is None) == (made.document.standing_responsibility is None)


def assert_nothing_of_the_superior(parent: Document, made: Draft) -> None:
    """No 全省, 我省, 省…厅, 各市、县 outside quotations and holes."""
    source = infer(parent)
    text = re.sub(r"《[^》]*》|【[^】]*】|“[^”]*”", "", made.text)
    for word in (source.whole, source.our):
        if word not in ("全县", "我县"):
            # 全省平均 and the superior's platforms are listed as open points instead.
            rest = re.sub(rf"{word}(?=[^，。]{{0,14}}(?:平台|系统|平均|先进))", "", text)
            assert word not in rest, word
    if source.level == "province":
        assert not re.search(r"省[一-龥]{2,10}(?:厅|委员会)", text)
    assert not re.search(r"各(?:设区的?)?市、?县|各(?:区县|县区|县（市、区）)人民政府", text)

    # Plural jurisdictions, and words that only the superior says of those below it.
    assert not re.search(
        r"市、县两级|市县两级|逐县|县县建|示范县（|示范区县|每个设区的市|全(?:县|镇)全", text
    )


def assert_follows(parent: Document, made: Draft) -> None:
    comparison = compare(parent, parse_text(made.text))
    serious = {"omitted", "partly_omitted", "weakened", "unit_dropped", "lead_changed", "conditioned"}
    found = [d for d in comparison.deviations if d.kind in serious]
    assert not found, [(d.kind, d.parent_quote, d.child_quote) for d in found]


def test_sample_is_carried_over(sample: Document) -> None:
    made = draft(sample, county(sample))
    assert_carries_everything(sample, made)
    assert_nothing_of_the_superior(sample, made)


BAD = ("omitted", "partly_omitted", "weakened", "unit_dropped", "lead_changed")


def assert_docx_follows(parent: Path, tmp_path: Path, run: Any) -> None:
    """The bar of the genre, by the commands: nothing is lost on the way through Word."""
    locality, made = tmp_path / "county.yaml", tmp_path / "draft.docx"
    here = {**COUNTY, "issued_on": read(parent).issued_on}
    locality.write_text(yaml.safe_dump(here, allow_unicode=True), encoding="utf-8")
    done = run("draft", "--parent", parent, "--locality", locality, "-o", made)
    assert done.returncode == 0, done.stderr
    diff = run("diff", parent, made, "--json")
    assert diff.returncode in (0, 1), diff.stderr
    found = [d for d in json.loads(diff.stdout)["deviations"] if d["kind"] in BAD]
    assert not found, [(d["kind"], d["explanation"]) for d in found]


@pytest.mark.parametrize("name", ["province", "city"])
def test_docx_of_a_sample_follows(name: str, tmp_path: Path, draftkit: Any) -> None:
    assert_docx_follows(SAMPLES / f"{name}.docx", tmp_path, draftkit)


@pytest.mark.parametrize("seed", seeds())
def test_docx_of_a_seed_follows(seed: str, shared: Path, tmp_path: Path, draftkit: Any) -> None:
    assert_docx_follows(shared / "seeds" / f"{seed}.txt", tmp_path, draftkit)


def test_city_sample_is_followed() -> None:
    parent = read(SAMPLES / "city.docx")
    kinds = {d.kind for d in compare(parent, parse_text(draft(parent, county(parent)).text)).deviations}
    assert not kinds & {"omitted", "unit_dropped", "lead_changed", "target_lowered"}


@pytest.mark.parametrize("seed", seeds())
@pytest.mark.parametrize("template", ["implementation_plan", "implementation_opinion"])
def test_seed_is_carried_over(seed: str, template: str, shared: Path) -> None:
    parent = read(shared / "seeds" / f"{seed}.txt")
    made = draft(parent, county(parent), template=template)
    assert_carries_everything(parent, made)
    assert_nothing_of_the_superior(parent, made)
    assert_follows(parent, made)


def test_head_of_a_draft(sample: Document) -> None:
    here = county(sample, facts={"同意机关": "县人民政府", "发文序号": "7"})
    document = draft(sample, here).document
    assert document.doc_number == f"柏卫发〔{here.issued_on[:4]}〕7号" if here.issued_on else True
    assert document.issuers == here.issuers
    assert document.title and document.title.startswith("柏溪县") and "实施方案" in document.title
    assert document.notice_title and f"《{document.title}》" in document.notice_title  # TTL-02
    assert "两部门" in document.notice_title or "二部门" in document.notice_title  # TTL-06
    assert document.addressees[0].startswith("各乡镇人民政府")
    assert document.issued_on == here.issued_on
    body = next(p.text for p in document.paragraphs if p.role == "notice_body")
    assert "已经县人民政府同意" in body  # ELM-09
    preamble = next(p.text for p in document.paragraphs if p.role == "preamble")
    assert f"{sample.title}》（{sample.doc_number}）" in preamble
    if sample.title and sample.title.startswith("关于") and sample.issuers:
        assert f"《{sample.issuers[0]}" in preamble  # CIT-01: whose paper it is
    assert preamble.endswith("制定本方案。")


def test_consent_is_a_hole_when_a_department_issues_to_townships(sample: Document) -> None:
    made = draft(sample, county(sample))
    assert "已经【待填：同意机关（如县人民政府）】同意" in made.text
    government = county(sample, issuers=["柏溪县人民政府"])
    assert "同意" not in draft(sample, government).text.split("印发给你们")[0]


def test_every_hole_is_an_open_point(sample: Document) -> None:
    made = draft(sample, county(sample))
    told = {point.text for point in made.open_points}
    seen = {f"【待填：{name}】" for p in made.document.paragraphs for name in holes(p.text)}
    assert seen and seen <= told
    for point in made.open_points:
        if point.text.startswith("上级附件"):
            assert point.paragraph is None
            continue
        assert point.paragraph is not None
        assert point.text in made.document.paragraphs[point.paragraph].text


def test_every_paragraph_says_where_it_came_from(sample: Document) -> None:
    made = draft(sample, county(sample))
    assert [t.paragraph for t in made.provenance] == list(range(len(made.document.paragraphs)))
    for trace, paragraph in zip(made.provenance, made.document.paragraphs, strict=True):
        assert trace.line is not None
        assert paragraph.origin
    for trace in made.provenance:
        for origin in trace.origins:
            if origin.kind == "parent" and origin.key.startswith("m"):
                measure = sample.measure(origin.key)
                words = "\n".join(sample.paragraphs[i].text for i in measure.paragraphs)
                assert origin.sha256 == hashlib.sha256(words.encode()).hexdigest()
                assert origin.span is not None and measure.span is not None
                assert origin.span.line[0] == measure.span.line[0]


def test_text_of_a_draft_is_read_back_the_same(sample: Document) -> None:
    made = draft(sample, county(sample, facts={"同意机关": "县人民政府", "发文序号": "7"}))
    again = parse_text(made.text)
    assert [m.text for m in again.measures] == [m.text for m in made.document.measures]
    assert [m.units for m in again.measures] == [m.units for m in made.document.measures]
    assert again.title == made.document.title
    assert again.doc_number == made.document.doc_number


def test_sidecar(sample: Document) -> None:
    made = draft(sample, county(sample))
    data = json.loads(sidecar(made))
    assert data["schema"] == "draftkit.draft/1"
    assert data["parent"]["sha256"] == sample.source.sha256
    assert [p["text"] for p in data["paragraphs"]] == [p.text for p in made.document.paragraphs]
    assert len(data["open_points"]) == len(made.open_points)


def test_no_mark_stays_behind(sample: Document) -> None:
    assert not re.search("[\ue000-\uf8ff\U000f0000-\U0010fffd]", draft(sample, county(sample)).text)


def test_marks_in_the_parent_do_no_harm() -> None:
    parent = read(SAMPLES / "city.txt")
    odd = "\U00080005\U00084001"
    paragraphs = tuple(
        replace(p, content=replace(p.content, text=p.text + odd)) if p.role == "preamble" else p
        for p in parent.paragraphs
    )
    made = draft(replace(parent, paragraphs=paragraphs), county(parent))
    assert "\U00080005" not in made.text


def test_rows_of_an_attachment_that_are_about_us_are_told() -> None:
    parent = read(SAMPLES / "city.docx")
    points = draft(parent, county(parent, name="禾丰县")).open_points
    told = [p.reason for p in points if p.text == "上级附件“望川市普惠托育服务重点指标任务分解表”"]
    assert len(told) == 1
    assert "新增普惠托位（个）390" in told[0] and "2026年12月" in told[0]
    others = [p.reason for p in draft(parent, county(parent)).open_points if p.text.startswith("上级附件")]
    assert len(others) == 1 and "表格6行" in others[0] and "390" not in others[0]


def test_tables_in_the_text_are_told() -> None:
    parent = read(SAMPLES / "city.docx")
    bare = replace(parent, attachments=())
    points = [p for p in draft(bare, county(bare)).open_points if p.text.startswith("上级“")]
    assert [p.kind for p in points] == ["decision"]


def test_agenda_puts_first_what_stops_issuing(sample: Document) -> None:
    made = draft(sample, county(sample))
    groups = agenda(made)
    assert groups[0].title == "发文前必须填写"
    assert sum(group.count for group in groups) == len(made.open_points)
    for group in groups:
        reasons = [matter.reason for matter in group.matters]
        assert len(reasons) == len(set(reasons))
        assert all(len(set(matter.places)) == len(matter.places) for matter in group.matters)
    places = [place for group in groups for matter in group.matters for place in matter.places]
    assert any(place.startswith("（") and "　" in place for place in places)


@pytest.mark.parametrize("suffix", ["txt", "docx"])
def test_draft_without_date_and_number_is_read_back(suffix: str, tmp_path: Path) -> None:
    parent = read(SAMPLES / "city.docx")
    made = draft(parent, county(parent, issued_on=None, code_word=None))
    path = tmp_path / f"draft.{suffix}"
    path.write_bytes(to_docx(made.document) if suffix == "docx" else made.text.encode())
    again = read(path)
    assert again.title == made.document.title
    assert again.notice_title == made.document.notice_title
    assert again.issued_on is None
    roles = {p.text: p.role for p in again.paragraphs}
    assert roles["【待填：成文日期】"] == "date"
    assert roles["【待填：发文字号】"] == "doc_number"
    assert len(again.measures) == len(parent.measures)


# --- two stages ----------------------------------------------------------------------------------

HAN = st.text(alphabet="东西南北山水林田湖草云霞溪石", min_size=1, max_size=3)


@given(
    names=st.lists(st.tuples(HAN, st.sampled_from("县区市")), min_size=3, max_size=3),
    value=st.integers(1, 99),
    number=st.integers(1, 999),
    day=st.integers(1, 28),
    consent=st.sampled_from(["县人民政府", "区委、区政府", ""]),
    office=st.sampled_from(["医疗保险服务中心", "医疗保障服务局", ""]),
)
@settings(max_examples=15)
def test_filling_gives_what_drafting_gives(
    names: list[tuple[str, str]], value: int, number: int, day: int, consent: str, office: str
) -> None:
    parent = read(SAMPLES / "city.txt")
    plan = compile(parent)
    for name, suffix in [*names, *names]:
        facts = {"同意机关": consent, "发文序号": str(number)} if consent else {}
        here = Locality.from_mapping(
            {
                **COUNTY,
                "name": name + suffix,
                "issuers": [f"{name}{suffix}卫生健康局", f"{name}{suffix}民政局"],
                "code_word": f"{name[0]}卫发",
                "issued_on": f"2024-12-{day:02d}",
                "targets": {"普惠托位占比": {"value": value, "unit": "%"}},
                "units": {"医保": suffix + office} if office else {},
                "facts": facts,
            }
        )
        filled, made = plan.fill(here), plan.render(here)
        assert filled == made
        skeleton = plan.skeleton(here)
        if skeleton is not None:
            body = compile_body(skeleton.draft.document, Profile())
            assert same_docx(body.fill(skeleton.values(here)), to_docx(made.document))


def test_second_of_a_shape_is_filled() -> None:
    parent = read(SAMPLES / "city.txt")
    plan = compile(parent)
    places = [county(parent, name=name, issuers=[f"{name}民政局"]) for name in ("甲山县", "乙水县", "丙林县")]
    assert plan.skeleton(places[0]) is None
    assert plan.skeleton(places[1]) is plan.skeleton(places[2]) is not None


# --- words ---------------------------------------------------------------------------------------

CITY = Locality("兰江市", "city", parents=("云溪省",))
SOURCES = {
    "city": CITY,
    "province": Locality("云溪省", "province"),
    "region": Locality("草原自治区", "province"),
    "nation": Locality("中华人民共和国", "nation", short="中国"),
    "county": Locality("浦禾县", "county", parents=("云溪省", "兰江市")),
}
PLACES: dict[str, dict[str, Any]] = {
    "province": {"name": "云溪省", "level": "province"},
    "city": {"name": "兰江市", "level": "city", "parents": ["云溪省"]},
    "county": {"name": "浦禾县", "level": "county", "parents": ["云溪省", "兰江市"]},
    "town": {"name": "柳河镇", "level": "township", "parents": ["云溪省", "兰江市", "浦禾县"]},
    "countycity": {"name": "沙埠市", "level": "county", "parents": ["云溪省", "兰江市"]},
    "district": {
        "name": "江北区",
        "level": "county",
        "parents": ["云溪省", "兰江市"],
        "addressees": ["各街道办事处"],
    },
    "street": {"name": "城东街道", "level": "township", "parents": ["云溪省", "兰江市", "江北区"]},
    "sumu": {"name": "巴音苏木", "level": "township", "parents": ["草原自治区", "金川盟", "乌兰旗"]},
}


@pytest.mark.parametrize("case", cases("wording") + cases("figures"), ids=lambda c: str(c["name"]))
def test_wording(case: dict[str, Any]) -> None:
    place = PLACES[case.get("to", "county")]
    here = Locality.from_mapping({**place, "issued_on": "2024-05-01", "targets": case.get("targets", {})})
    text = case["text"]
    measure = Measure(
        "m1",
        ("一、",),
        None,
        parse_text(text).paragraphs[0].content,
        targets=find_targets(text, case.get("year", 2024)),
    )
    said = Worder(SOURCES[case.get("from", "city")], here, "本方案").body([text], measure)
    assert said.paragraphs == (case["says"],)
    assert [point.kind for point in said.points] == case["points"]
    assert case.get("reason", "") in "".join(point.reason for point in said.points)


@pytest.mark.parametrize("case", cases("titles"), ids=lambda c: str(c["title"]))
def test_subject_of_a_title(case: dict[str, str]) -> None:
    subject = subject_of(case["title"], case.get("place"))
    assert (subject.words, subject.tail) == (case["words"], case.get("tail", ""))


def test_local_titles() -> None:
    subject = subject_of("关于促进全市家政服务的实施意见（试行）")
    assert local_title(subject, "实施方案", "浦禾县", "市") == "浦禾县促进家政服务实施方案（试行）"
    assert local_title(subject, "实施意见", "浦禾县", "县") == "关于促进全市家政服务的实施意见（试行）"


def test_a_campaign_is_named_once() -> None:
    subject = subject_of("推动文旅融合三年行动实施方案")
    assert local_title(subject, "行动计划", "浦禾县", "县") == "浦禾县推动文旅融合三年行动计划"
    assert local_title(subject, "工作方案", "浦禾县", "县") == "浦禾县推动文旅融合三年行动工作方案"


# --- papers as they come -----------------------------------------------------------------------------

PAPERS = yaml.safe_load((CASES / "papers.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", PAPERS, ids=lambda c: str(c["name"]))
def test_paper(case: dict[str, Any]) -> None:
    parent = parse_text(case["text"])
    made = draft(
        parent, Locality.from_mapping(case["place"]), template=case.get("template", DEFAULT_TEMPLATE)
    )
    for words in case["has"]:
        assert words in made.text
    for words in case.get("has_not", ()):
        assert words not in made.text
    told = "\n".join(f"{point.text}：{point.reason}" for point in made.open_points)
    for words in case.get("told", ()):
        assert words in told


@pytest.mark.parametrize("case", cases("openings"), ids=lambda c: str(c["text"])[:12])
def test_opening(case: dict[str, str]) -> None:
    opening = opening_of([case["text"]])
    assert opening.background == case.get("background", "")
    assert opening.purpose == case.get("purpose", "")


@pytest.mark.parametrize(("words", "expected"), cases("notes"))
def test_units_stand_once(words: str, expected: str) -> None:
    assert without_doubles(words) == expected


@given(st.text(alphabet="甲乙，。；：（）“”《》！1a", max_size=60))
def test_cutting_loses_nothing(text: str) -> None:
    assert "".join(sentences(text)) == text
    assert "".join(clauses(text)) == text


# --- numbering -----------------------------------------------------------------------------------


def test_numbering_in_both_styles() -> None:
    lines = ["一、甲", "（一）乙", "（一）丙", "五、丁", "（一）戊", "1.己", "正文。", "1.庚"]
    anew = renumber(lines, frozenset(), frozenset())
    assert anew == ["一、甲", "（一）乙", "（二）丙", "二、丁", "（一）戊", "1.己", "正文。", "2.庚"]
    through = renumber(lines, frozenset({2}), frozenset())
    assert through[4] == "（三）戊"


def test_counting_starts_again_behind_the_title() -> None:
    assert renumber(["一、甲", "题", "一、乙"], frozenset(), frozenset({"题"})) == ["一、甲", "题", "一、乙"]


def test_style_is_taken_from_the_parent() -> None:
    text = "关于甲的方案\n一、甲\n（一）乙。做好。\n（二）乙。做好。\n二、丙\n（{}）丁。做好。\n（{}）丁。做好。\n"
    assert continuous_levels(parse_text(text.format("三", "四"))) == {2}
    assert continuous_levels(parse_text(text.format("一", "二"))) == frozenset()


@given(st.lists(st.integers(1, 4), max_size=40))
def test_labels_count_up(levels: list[int]) -> None:
    counter = Counter(frozenset())
    last: dict[int, int] = {}
    for level in levels:
        last[level] = last.get(level, 0) + 1
        last = {n: count for n, count in last.items() if n <= level}
        assert counter.next(level) == make_label(level, last[level])


# --- marks and stand-ins -------------------------------------------------------------------------


def test_marks_give_line_and_origins() -> None:
    ledger = Ledger()
    a, b = ledger.mark("parent:m1"), ledger.mark("locality:name")
    text = f"{line_mark(1)}{line_mark(2)}甲{a}乙{b}丙{a}\n{line_mark(3)}\n丁"
    lines = list(rendered_lines(text, ledger))
    assert [(r.text, r.line, r.origins) for r in lines] == [
        ("甲乙丙", 2, ("parent:m1", "locality:name")),
        ("", 3, ()),
        ("丁", 3, ()),
    ]
    assert without_marks(text) == "甲乙丙\n\n丁"


def test_holes_are_read_as_what_will_stand_there() -> None:
    text = (
        "【待填：发文机关】\n文件\n浦卫发〔2024〕【待填：发文序号】号\n关于甲的意见\n【待填：主送机关】：\n"
    )
    body = "为了甲，制定本意见。\n一、甲\n（一）乙。做好。\n【待填：发文机关】\n【待填：成文日期】\n"
    mask = Disguise(of_holes(text + body))
    document = mask.reveal(parse_text(mask.hide(text + body)))
    assert document.doc_number == "浦卫发〔2024〕【待填：发文序号】号"
    assert document.signature == ("【待填：发文机关】",)
    assert document.issued_on is None
    assert {p.role for p in document.paragraphs} >= {"doc_number", "addressee", "signature", "date"}


def test_offices_of_a_township_stand_once() -> None:
    city = Locality("兰江市", "county", parents=("云溪省",))
    town = Locality("枫桥镇", "township", parents=("云溪省", "兰江市"))
    worder = Worder(city, town, "本方案")
    said = worder.names("责任单位：市卫生健康局牵头，市人力资源社会保障局、民政局按职责分工落实").text
    assert "局" not in said
    assert said.count("镇社会事务办公室") == 1
