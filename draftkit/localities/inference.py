"""Whose document is this (推断文件所属地方)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from draftkit.lexicon import levels, places
from draftkit.lexicon.mentions import scan
from draftkit.lexicon.patterns import LazyPattern
from draftkit.localities.locality import Locality
from draftkit.model import Document, Level

_HAN = "一-龥"
_FIRST_LETTERS = 4000

_SELF = LazyPattern(
    r"(?:我|全|本)(省|市|县|区|旗|州|盟|镇|乡|街道|苏木)(?![场民级容值域盈块])|(?<![\u4e00-\u9fff])(自治区)"
)
_RESPONSIBLE = LazyPattern(r"[（(〔\[](?:责任单位|责任部门|牵头单位|配合单位)?[：:]?([^（）()〔〕]{4,})")
_NATION_ISSUER = LazyPattern(
    r"^(?:国务院|国家|中华人民共和国|中共中央|全国|中央|中国(?!人民银行.))|^[一-龥]{2,8}部(?:办公厅)?$|^[一-龥]{2,8}总局$"
)
_CODE = re.compile(rf"^([{_HAN}])([{_HAN}])?")


def infer(document: Document) -> Locality:
    """The locality whose document this is: level, place, parents, how it addresses those below.

    Read from the issuers; when they are lost from signature, imprint and title, then from the
    number's province letter, the self references (我省, 我县) and who is responsible. Never
    raises; `Locality.certain` is False when only self references or nothing spoke.
    """
    issuers = _issuers(document)
    named = _from_issuers(issuers, document)
    if named is not None:
        return _finished(document, issuers, *named)
    return _from_words(document, issuers)


def _issuers(document: Document) -> tuple[str, ...]:
    """Who issues, the surest source first, names without inner spaces."""
    texts = [*document.issuers, *document.signature, document.printed_by or ""]
    texts += [p.text for p in document.paragraphs if p.role in ("issuer_mark", "signature")]
    return tuple(dict.fromkeys(re.sub(r"\s+", "", text) for text in texts if text.strip()))


# --- from names ------------------------------------------------------------------------------


def _from_issuers(issuers: Iterable[str], document: Document) -> tuple[Level, tuple[str, ...]] | None:
    """Level and chain of places (云岭省, 沙埠市), the issuer's own last."""
    chains = Counter(chain for name in issuers if (chain := _chain(name)))
    if chains:
        chain = max(chains, key=lambda c: (chains[c], len(c)))
        return _level_of_chain(chain, document), chain
    if any(_NATION_ISSUER.match(name) for name in issuers):
        return "nation", ()
    for title in (document.notice_title, document.title):
        chain = _title_chain(title or "")
        if chain:
            return _level_of_chain(chain, document), chain
    return None


def _chain(issuer: str) -> tuple[str, ...]:
    """The places at the head of a body's name: 东川市河东区卫生健康局 → 东川市, 河东区."""
    for mention in scan(issuer):
        if mention.end >= len(issuer) - 3 and mention.place and mention.relation == "own":
            start = issuer.find(mention.place)
            return _split(issuer[:start].removeprefix("中共") + mention.place)
        if mention.branch and mention.place:
            return (mention.place, mention.branch)
    found = re.match(
        rf"^(?:中共)?([{_HAN}]{{2,12}}?(?:省|自治区|市|州|县|区|旗|镇|乡|街道|苏木))(?:人民政府|委员会|委|党|办)",
        issuer,
    )
    return _split(found.group(1)) if found else ()


_STEP = LazyPattern(
    rf"[{_HAN}]{{2,9}}?(?:特别行政区|自治区|自治州|自治县|自治旗|地区|林区|街道|苏木|省|市|州|盟|县|区|旗|镇|乡)(?![州区县市]$|族)"
)


def _split(chain: str) -> tuple[str, ...]:
    """云岭省东川市沙埠市 → 云岭省, 东川市, 沙埠市."""
    province = places.province_of(chain)
    steps: list[str] = []
    if province and chain.startswith(province.name) and chain != province.name:
        steps, chain = [province.name], chain[len(province.name) :]
    found = [step.group() for step in _STEP.finditer(chain)]
    return (*steps, *(found if "".join(found) == chain else (chain,)))


def _title_chain(title: str) -> tuple[str, ...]:
    found = re.match(
        rf"^(?:中共)?([{_HAN}]{{2,12}}?(?:省|自治区|市|州|县|区|旗|镇|乡|街道|苏木))(?!场|域|民|级|委托)",
        re.sub(r"\s+", "", title),
    )
    if found is None or found.group(1).startswith(("关于", "全", "印发", "我", "本")):
        return ()
    return _split(found.group(1))


def _level_of_chain(chain: tuple[str, ...], document: Document) -> Level:
    own = chain[-1]
    possible = places.parse(own).levels
    if not possible:
        return "county"
    if len(possible) == 1:
        return possible[0]
    if own.endswith("市"):
        return _level_of_city(own, chain, document)
    return "county" if "county" in possible else possible[0]


def _level_of_city(name: str, chain: tuple[str, ...], document: Document) -> Level:
    """直辖市, 设区的市 or 县级市: seen from the chain, whom it addresses and how it speaks of others."""
    if places.is_municipality(name):
        return "province"
    if len(chain) > 1 and chain[-2].endswith(("市", "州", "盟", "地区")):
        return "county"
    below = _addressed_level(document)
    if below is not None:
        return "county" if below == "township" else "city"
    text = _opening(document)
    own = sum(
        name + stem in text
        for stem in ("卫生健康委", "发展和改革委", "发展改革委", "住房公积金管理中心", "中级人民法院")
    )
    county = len(
        re.findall(
            r"市(?:卫健局|卫生健康局|发改局|发展改革局|发展和改革局)|各乡镇|各镇|乡镇（街道）|医保分局", text
        )
    )
    city = own + len(
        re.findall(r"市(?:卫健委|卫生健康委|发改委|发展改革委)|各县|各区|县（市、区）|区县", text)
    )
    return "county" if county > city else "city"


def _addressed_level(document: Document) -> Level | None:
    """The level of the governments that are addressed: 各乡镇… → township; None when none is."""
    found = Counter[Level]()
    for addressee in (*document.addressees, *(p.text for p in document.paragraphs if p.role == "addressee")):
        for match in levels.LOWER.finditer(addressee):
            named = levels.highest_named(match)
            if named is not None:
                found[named] += 1
    return found.most_common(1)[0][0] if found else None


# --- from words ------------------------------------------------------------------------------


def _from_words(document: Document, issuers: tuple[str, ...]) -> Locality:
    """The head is lost: number, addressees, self references and responsible bodies speak."""
    province = _province_of_number(document.doc_number)
    level, suffix = _level_from_words(document, province is not None)
    if level == "province" and province is not None:
        return _finished(document, issuers, "province", (province.name,), certain=True)
    named = _written_province(_opening(document)[:1500]) or (province.name if province else None)
    parents = (named,) if province is not None and named and level not in ("nation", "province") else ()
    return Locality(
        "", level, suffix=suffix, parents=parents, code_word=_code_word(document), issuers=issuers,
        addressees=_addressees(document), issued_on=document.issued_on, certain=False,
    )  # fmt: skip


def _province_of_number(number: str | None) -> places.Province | None:
    found = _CODE.match(re.sub(r"\s+", "", number or ""))
    return places.province_by_abbr(found.group(1)) if found else None


def _level_from_words(document: Document, provincial_number: bool) -> tuple[Level, str]:
    text = _opening(document)
    votes = Counter[str]()
    for match in _SELF.finditer(text):
        votes[match.group(1) or match.group(2)] += 2
    for note in _RESPONSIBLE.finditer(text):
        for mention in scan(note.group(1)):
            if mention.word and mention.relation == "own":
                votes[mention.word] += 1
    if not votes:
        return _level_from_addressees(document, provincial_number)
    word = max(votes, key=lambda w: votes[w])
    if word == "区" and "自治区" in votes:
        word = "自治区"
    return _level_of_word(word, document), word


def _level_from_addressees(document: Document, provincial_number: bool) -> tuple[Level, str]:
    below = _addressed_level(document)
    above: dict[Level, tuple[Level, str]] = {
        "province": ("nation", "国"), "city": ("province", "省"), "county": ("city", "市"), "township": ("county", "县"),
    }  # fmt: skip
    if below is None:
        return ("province", "省") if provincial_number else ("county", "县")
    if provincial_number and below == "county":
        return "province", "省"
    return above.get(below, ("county", "县"))


def _level_of_word(word: str, document: Document) -> Level:
    if word == "市":
        return _level_of_city("", (), document)
    level = levels.level_of(word)
    return level if level is not None else "county"


def _opening(document: Document) -> str:
    """The first letters of the document, enough to hear how it speaks of itself."""
    return "\n".join(_until(document, _FIRST_LETTERS))


def _until(document: Document, letters: int) -> Iterator[str]:
    for paragraph in document.paragraphs:
        yield paragraph.text
        letters -= len(paragraph.text)
        if letters < 0:
            return


# --- the rest --------------------------------------------------------------------------------


def _finished(
    document: Document, issuers: tuple[str, ...], level: Level, chain: tuple[str, ...], certain: bool = True
) -> Locality:
    name = chain[-1] if chain else ("中华人民共和国" if level == "nation" else "")
    return Locality(
        name, level, short="中国" if level == "nation" else "", parents=_parents(document, chain, level),
        code_word=_code_word(document), issuers=tuple(document.issuers) or issuers,
        addressees=_addressees(document),
        issued_on=document.issued_on, certain=certain,
    )  # fmt: skip


def _parents(document: Document, chain: tuple[str, ...], level: Level) -> tuple[str, ...]:
    """Superior places: from the chain, else from bodies that the opening names (云岭省…, 东川市…)."""
    known = list(chain[:-1])
    if level in ("nation", "province"):
        return ()
    opening = _opening(document)[:1500]
    if not any(places.province_of(p) for p in known):
        number = document.doc_number if level == "city" else None
        found = _written_province(opening) or _lettered_province(number, opening)
        known = [found, *known] if found else known
    named = [m.place for m in scan(opening) if m.place and m.place not in chain]
    if level == "county" and not any(p.endswith(_CITY_ENDINGS) for p in known):
        known += [place for place in named if place.endswith(_CITY_ENDINGS) and len(place) <= 6][:1]
    return tuple(known)


_CITY_ENDINGS = ("市", "州", "盟", "地区")


_WRITTEN = LazyPattern(
    rf"(?m)(?:(?<=[《，。、；：（])|(?<=根据)|(?<=按照)|(?<=落实)|(?<=贯彻)|(?<=印发)|(?<=转发)|^)"
    rf"(?:[{_HAN}]{{2,3}}省(?!级|委|直|属|内|外|域|政府)|[{_HAN}]{{2,8}}自治区)"
)


# 为贯彻省委…, 按照自治区…, 中部省份: words in front of 省, not its name.
_NO_PROVINCE = LazyPattern(
    "为|贯彻|按照|根据|依据|落实|遵照|执行|结合|报|经|由|请|对|向|在|与|及|和|从|[全我本各外跨]|[东西中南北]部|沿海|周边|有关|相关|其他|"
    "兄弟|民族|省|自治区"
)


def _written_province(text: str) -> str | None:
    """The province that a text names first in full, at the head of a title or of a body's name.

    A name written out is surer than the one letter of a number, which another province may share.
    """
    real = [(text.find(p.name), p.name) for p in places.provinces() if p.name in text]
    bodies = [(m.start, m.place) for m in scan(text) if m.place and m.place.endswith(("省", "自治区"))]
    titles = [(m.start(), m.group()) for m in _WRITTEN.finditer(text)]
    named = [(at, name) for at, name in (*bodies, *titles) if not _NO_PROVINCE.match(name)]
    return min([*real, *named], default=(0, None))[1]


def _lettered_province(number: str | None, text: str) -> str | None:
    found = _province_of_number(number) or _province_of_citations(text)
    return found.name if found else None


def _province_of_citations(text: str) -> places.Province | None:
    """The province whose letter heads the numbers of cited documents (鲁卫发〔2020〕12号)."""
    letters = Counter(re.findall(rf"(?<![{_HAN}])([{_HAN}])[{_HAN}]{{1,8}}〔\d{{4}}〕", text))
    for letter, _ in letters.most_common():
        found = places.province_by_abbr(letter)
        if found:
            return found
    return None


def _code_word(document: Document) -> str | None:
    found = re.match(rf"[{_HAN}]+", re.sub(r"\s+", "", document.doc_number or ""))
    return found.group() if found else None


def _addressees(document: Document) -> tuple[str, ...]:
    return tuple(document.addressees)
