"""What the superior asks of the levels below, said by one of these levels (上级对下级的要求)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from draftkit.drafting.edits import Edit, settle
from draftkit.drafting.holes import OpenPoint
from draftkit.drafting.letterhead import government_of
from draftkit.drafting.rules import rules
from draftkit.drafting.sentences import clauses, sentences
from draftkit.lexicon import levels
from draftkit.localities import Locality
from draftkit.localities.words import as_called

_COUNTIES = r"区县（市）|旗县市（区）|旗?县（[^（）]*）|旗县|区（[^（）]*）|市（县、区）|县市区|区县|县区"
# 市、县财政应当…, 市县不再重复建设: here it is the county's own.
_SERIES = re.compile(
    r"(?<![省各一-龥])(?:市、?县|市、(?:区县（市）|旗?县（[^（）]*）|区（[^（）]*）))(?=财政|政府|人民政府|不再|不得|可(?!以上|能)|要(?!求)|应|[一-龥]{2,6}部门)"
)
_THREE_LEVELS = re.compile(
    r"(?:省|自治区)、?(?:市|盟市)、?(?:县|旗县|旗县（[^（）]*）)三级(?=党委|政府)(?P<committee>党委、政府)?"
)
_TWO_LEVELS = re.compile(
    rf"(?<![省、一-龥])(?:市、?(?:县|{_COUNTIES})|市县)(?:两|二)级|(?<=[强好全设])市县两级"
)
_COMMITTEE = (
    r"党(?:（工）)?委(?P<gov>(?:、|和)(?:人民)?政府(?:（办事处）)?)?(?=主要|分管|要|应|书记|班子|负责)"
)
_EACH_COUNTY_COMMITTEE = re.compile(
    rf"各(?:旗?县（[^（）]*）|区县（市）|县市区|区县|县区|旗县|县){_COMMITTEE}"
)
_EACH_CITY_COMMITTEE = re.compile(rf"各(?:设区的?市|市（[^（）]*）|市州|盟市|市){_COMMITTEE}")
_EACH_TOWN_COMMITTEE = re.compile(rf"各(?:苏木)?(?:乡镇（街道）|镇（街道）|镇街|乡镇|镇){_COMMITTEE}")
_EACH_HEAD = re.compile(
    r"各(?:苏木)?(?:乡镇（街道）|镇（街道）|乡镇、街道|乡镇|镇|街道)(?:(?P<chief>办事处主任|长（主任）|长)|(?P<head>主要(?:负责人|负责同志|领导)))"
)
_GIVEN_GOVERNMENT = re.compile(
    r"(?<=鼓励|支持)有条件的(?:各?市、?县|市县区?|各?县（[^（）]*）|各?区县|各?县区)(?:人民)?政府"
)
_ONE_BY_ONE = re.compile(
    r"逐(?:县（[^（）]*）|县区|区县|县|区)(?!级)|分(?:县（[^（）]*）|县区|区县)(?=下达|制定|落实)"
)
_EACH_COUNTY = re.compile(
    rf"县县(?=建成?|有|设|通|达)|(?<![对向把给])每个?(?:{_COUNTIES}|县)(?![级域城（]|奖|补助|给予|安排|下达|不超过)"
)
_CITIES = re.compile(
    r"(?:每个|各)(?:设区的?市|地级市|市州|市)(?P<modal>应当|应该|都要|均要|要|应|须|均应)?"
    r"(?=至少|不少于|全部|都|均|(?:建成|建有|建立|建设|组建|设立|制定|出台|完善)|(?<=[要应须当]))"
)
_COVERAGE = re.compile(
    r"(?:县级|区县级|县（市、区）级?)(?P<what>[一-龥]{2,16}?)(?:覆盖率|覆盖面)(?:达到?|不低于|实现)?(?:\d+(?:\.\d+)?%(?:以?上)?|全覆盖)"
)
_OPENING = r"^(?:并且?|同时|其中|此外|另外)"
_SUBJECT = re.compile(
    "可|要|应|须|按|给予|负责|承担|安排|探索|结合|根据|综合|利用|统筹|建立|制定|落实|开展|采取|加快"
)
_URGED = re.compile("(?:鼓励|支持|引导|推动|指导)$")
_COUNTED = re.compile(r"(?:达到|不少于|至少)?\d+个")


def below_edits(text: str, source: Locality, here: Locality, measure: str | None) -> list[Edit]:
    """The edits that make the superior's demands on lower levels our own, in reading order.

    text: in reading form. Nothing is said when we stand as high as the source.
    """
    if levels.rank(here.level) <= levels.rank(source.level):
        return []
    own = [*_of_own_level(text, source, here, measure), *_own_duties(text, here, measure)]
    return settle(
        own,
        _committees(text, here),
        _alien(text, source, here, measure),
        _titles(text, here, measure),
        _of_counties(text, here, measure) if here.level == "county" else (),
        _of_cities(text, source, here, measure),
        _of_provinces(text, here, measure),
        _downwards(text, here),
        _passed_down(text, {edit.start for edit in own}, measure),
    )


def _of_own_level(text: str, source: Locality, here: Locality, measure: str | None) -> Iterator[Edit]:
    """各省要建设省级救援队: said of a level, it is the duty of that level and of none below it."""
    for found in levels.LOWER.finditer(text):
        named = levels.highest_named(found) or levels.below(source.level)
        word = _GRADES.get(named or "")
        clause = clauses(text[found.end() :])[0]
        if named == here.level and _ALL_OF_THEM.match(clause):
            # 各县全部建成应急指挥中心: this county builds its own.
            yield Edit(*found.span(), here.whole, _duty(found, text, measure))
            continue
        if not word or not re.match(rf"(?:要|应|须|可)[^，。；]*{word}(?:级(?!以上|及以上|以下)|属)", clause):
            continue
        if named == here.level:
            yield Edit(*found.span(), _ourselves(found, here), _duty(found, text, measure))
        elif levels.rank(named or "nation") < levels.rank(here.level):
            modal = re.match("要|应当?|须|可", clause)
            stop = found.end() + (modal.end() if modal else 0)
            reason = f"上级对“{found.group()}”的要求，本级只能配合，请核对或删去"
            words = clause[modal.end() if modal else 0 :].rstrip("，。；：")
            yield Edit(found.start(), stop, "配合上级", OpenPoint("decision", words, reason, None, measure))


_ALL_OF_THEM = re.compile("(?:要|应)?(?:全部|均|都|普遍)(?:要|应)?(?:建|设|组建|实现|达)")
_GRADES = {"province": "省", "city": "市", "county": "县"}


def _committees(text: str, here: Locality) -> Iterator[Edit]:
    """各县（市、区）党委、政府主要负责同志 in the paper of a county: 县委、县政府主要负责同志."""
    own = {"county": _EACH_COUNTY_COMMITTEE, "city": _EACH_CITY_COMMITTEE, "township": _EACH_TOWN_COMMITTEE}
    pattern = own.get(here.level)
    for found in _EACH_HEAD.finditer(text) if here.level == "township" else ():
        head = as_called(f"{here.word}长", here.suffix) if found["chief"] else f"{here.word}{found['head']}"
        yield Edit(*found.span(), head)
    for found in pattern.finditer(text) if pattern else ():
        party = here.unit("party_committee") or f"{here.word}委"
        joint = f"、{government_of(here, short=True)}" if found["gov"] else ""
        yield Edit(*found.span(), as_called(party + joint, here.suffix))


def _own_duties(text: str, here: Locality, measure: str | None) -> Iterator[Edit]:
    """各地要把…纳入国土空间规划: a county that is meant by 各地 does it itself."""
    duties = rules("below")["own_duties"].get(here.level)
    for found in levels.LOWER.finditer(text) if duties else ():
        if not _means_us(found, here):
            continue
        rest = text[found.end() :]
        if here.level == "township" and _CARRYING_OUT.search(clauses(rest)[0]):
            continue  # who is to report how it carries this paper out is below us
        if not (_SUBJECT.match(rest) or _URGED.search(text[: found.start()])):
            continue
        if re.search(duties, _its_clauses(sentences(rest)[0])):
            # 由各地给予补贴: whose purse pays, not which territory
            ours = here.grade if text[: found.start()].endswith("由") else _ourselves(found, here)
            yield Edit(*found.span(), ours, _duty(found, text, measure))


def _its_clauses(sentence: str) -> str:
    """What is asked of the subject: up to the next subject; how it carries this paper out is left out."""
    other = _OTHER_SUBJECT.search(sentence)
    return _CARRYING_OUT.sub("", sentence[: other.start()] if other else sentence)


_OTHER_SUBJECT = re.compile(r"[，；][一-龥]{0,10}(?:部门|单位|厅|局|委)(?:（[^（）]*）)?(?:要|应|须|负责|在)")
_CARRYING_OUT = re.compile(
    r"(?:制定|出台|细化)[^，。；]{0,12}(?:贯彻|落实|实施|工作|具体|配套)[^，。；]{0,8}(?:办法|措施|举措|方案|细则|意见)"
)


def _means_us(found: re.Match[str], here: Locality) -> bool:
    return bool(found["anywhere"]) or found["county" if here.level == "county" else "township"] is not None


def _ourselves(found: re.Match[str], here: Locality) -> str:
    government = found["government"]
    if not government:
        return here.whole
    return here.word + ("人民政府" if government.startswith("人民") else "政府")


def _duty(found: re.Match[str], text: str, measure: str | None) -> OpenPoint:
    words = clauses(text[found.end() :])[0].rstrip("，。；：")
    reason = f"上级对“{found.group()}”的要求，已写成由本级承担，请核对"
    return OpenPoint("decision", words, reason, None, measure)


def _titles(text: str, here: Locality, measure: str | None) -> Iterator[Edit]:
    """争创省级示范县（市、区）2个: one jurisdiction strives for one title, its own."""
    if here.level != "county":
        return
    table = rules("below")
    for found in re.finditer(rf"(?:{table['titles']})(?P<who>{_COUNTIES})(?![一-龥]*政府)", text):
        counted = _COUNTED.match(text, found.end())
        if not counted:
            yield Edit(*found.span("who"), here.word)
            continue
        opening = max(text.rfind(mark, 0, found.start()) for mark in "，。；") + 1
        verb = re.compile(table["achieving"]).search(text, opening, found.start())
        if verb:
            yield Edit(*verb.span(), table["competed"])
        elif text[opening : found.start()] == "":
            yield Edit(opening, opening, table["competed"])
        words = text[verb.start() if verb else opening : counted.end()]
        reason = f"上级的总数（{words}）不能照搬，已写成争创，请核定"
        said = text[verb.end() if verb else opening : found.start("who")] + here.word
        said = table["competed"] + said if verb else said
        point = OpenPoint("decision", said, reason, None, measure)
        yield Edit(found.start("who"), counted.end(), here.word, point)


def _of_counties(text: str, here: Locality, measure: str | None) -> Iterator[Edit]:
    """What is said of all counties, said of this one."""
    for found in _GIVEN_GOVERNMENT.finditer(text):
        point = _decide(text, found.end(), "上级鼓励市县自定的事项，请写明本级的决定", measure)
        yield Edit(*found.span(), "", point)
    for found in _THREE_LEVELS.finditer(text):
        party = here.unit("party_committee") or f"{here.word}委"
        both = f"{party}、{government_of(here, short=True)}" if found["committee"] else here.grade
        yield Edit(*found.span(), as_called(both, here.suffix))
    for found in _TWO_LEVELS.finditer(text):
        subject = re.match("要|应|可|须", text[found.end() :])
        yield Edit(*found.span(), here.whole if subject else here.grade)
    for found in _SERIES.finditer(text):
        ours = here.our if text.startswith(("不", "要", "应", "可"), found.end()) else here.word
        yield Edit(*found.span(), ours)
    for found in _COVERAGE.finditer(text):
        reason = f"“{found.group()}”是上级对所辖各县的指标，已写成建成本级的，请核对"
        words = f"建成{here.grade}{found['what']}"
        yield Edit(*found.span(), words, OpenPoint("target", words, reason, None, measure))
    for found in _EACH_COUNTY.finditer(text):
        yield Edit(*found.span(), here.whole)


def _of_cities(text: str, source: Locality, here: Locality, measure: str | None) -> Iterator[Edit]:
    """每个设区的市至少建成1所…: the county helps its city with it."""
    if source.level not in ("nation", "province") or levels.rank(here.level) <= levels.rank("city"):
        return
    for found in _CITIES.finditer(text):
        reason = (
            f"上级对“{found.group().removesuffix(found['modal'] or '')}”的要求，本级只能配合，请核对或删去"
        )
        words = clauses(text[found.end() :])[0].rstrip("，。；：")
        point = OpenPoint("decision", words, reason, None, measure)
        urged = _URGED.search(text[: found.start()])
        start = urged.start() if urged else found.start()
        yield Edit(start, found.end(), f"{found['modal'] or ''}配合市级", point)


def _of_provinces(text: str, here: Locality, measure: str | None) -> Iterator[Edit]:
    """每省遴选2个县: the province does so itself."""
    for found in re.finditer("每个?省份?(?![级内外会])", text) if here.level == "province" else ():
        yield Edit(*found.span(), here.whole, _duty(found, text, measure))


def _downwards(text: str, here: Locality) -> Iterator[Edit]:
    """逐县下达 of a city is 逐乡镇（街道）下达 of a county."""
    if here.level == "county":
        for found in _ONE_BY_ONE.finditer(text):
            yield Edit(*found.span(), found.group()[0] + here.lower_places().removeprefix("各"))


def _passed_down(text: str, own: set[int], measure: str | None) -> Iterator[Edit]:
    """A duty that the superior gives to the level below it, and we to the level below us.

    own: where duties stand that stay with us.
    """
    for found in levels.LOWER.finditer(text):
        if (
            found["village"]
            or found.start() in own
            or not re.match("可|要(?!求)|应(?!用)|须", text[found.end() :])
        ):
            continue
        words = clauses(text[found.end() :])[0].rstrip("，。；：")
        reason = f"上级要求“{found.group()}”做的，已写成由本级下属承担，请核对"
        yield Edit(found.start(), found.start(), "", OpenPoint("check", words, reason, None, measure))


def _alien(text: str, source: Locality, here: Locality, measure: str | None) -> Iterator[Edit]:
    """What this level does not have: its clause is said to be the superior's, in which we help."""
    table = rules("below")
    said: set[int] = set()
    for pattern, reason, *only in table["alien"].get(here.level, ()):
        for found in re.finditer(pattern, text):
            at, clause = _clause_of(text, found.start())
            point = OpenPoint("decision", found.group(), reason, None, measure)
            told = levels.superior_tasks(clause, source.level, here.level)
            sentence = text.rfind("。", 0, at) + 1
            if only or sentence in said or told or re.search(table["alien_said"], clause):
                yield Edit(found.start(), found.start(), "", point)
                continue
            said.add(sentence)
            begin = at + len(clause) - len(re.sub(_OPENING, "", clause))
            yield Edit(begin, begin, table["alien_opener"], point)


def _clause_of(text: str, position: int) -> tuple[int, str]:
    """Start and words of the clause around a place."""
    at = 0
    for clause in clauses(text):
        if at + len(clause) > position:
            return at, clause
        at += len(clause)
    return 0, text


def _decide(text: str, at: int, reason: str, measure: str | None) -> OpenPoint:
    return OpenPoint("decision", clauses(text[at:])[0].rstrip("，。；："), reason, None, measure)
