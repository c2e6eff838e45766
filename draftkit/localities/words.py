"""The words by which a text speaks of its own place: level words, place names, lower governments."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import itemgetter
from typing import Literal

from draftkit.lexicon import places, tables
from draftkit.lexicon.patterns import LazyPattern
from draftkit.localities.locality import Locality
from draftkit.precompiled import fixed

Kind = Literal["level", "place", "platform", "institution", "abbr", "body", "named"]
WhenLower = Literal["map", "keep", "ask", "never"]

_HAN = "一-龥"

# Names of documents, 发文字号 and plenary sessions are quotations.
PROTECTED = LazyPattern(
    r"(?:[省市县区旗州盟]|自治区党|自治[州县旗])委(?:第?[一二三四五六七八九十]+届)[^，。；、]{0,8}(?:全会|全体会议)|"
    r"(?:[省市县区旗州盟]|自治区党|自治[州县旗])委[一-龥]{2,6}(?:工作)?会议|全[省市州区盟县][一-龥]{2,10}(?:工作会议|大会)(?=精神|部署|要求|$|[，。；、])|"
    rf"《[^《》]*(?:《[^《》]*》[^《》]*)*》|[{_HAN}]{{2,12}}[〔\[［]\s*\d{{4}}\s*[〕\]］]\s*(?:第\s*)?\d+\s*号"
)

# A row of level names (省、市、县三级, 市县两级, 国家和省) speaks of the levels, not of the place.
_ONE_LEVEL = (
    r"(?:国家|中央|自治区(?![党人政直有本各级])|盟市|设区的?市|市[（(]州[）)]|州[（(]市[）)]|旗?县[（(][市区旗、]+[）)]|区县[（(]市[）)]|旗县"
    r"|苏木乡镇(?:[（(]街道[）)])?|乡镇[（(]街道[）)]|嘎查村?(?:[（(]社区[）)])?|村[（(](?:社区|居)[）)]"
    r"|省(?![委份时力钱略心会])|市(?![场民容政域区值辖委长])|县(?![域城委长])|区(?![域块间委内])|乡镇|镇(?![区政])|乡(?!村)|街道"
    r"|村(?![民庄镇委级]))(?:级)?"
)
LEVEL_SERIES = LazyPattern(
    rf"(?<![全我本各城社园辖片校都上])(?:{_ONE_LEVEL})(?:(?:[、和与及/]|以及)?(?:{_ONE_LEVEL}))+(?:[一二两三四五]级)?"
    r"(?![委府局厅]|[\u4e00-\u9fff]{0,2}政府)"
)

# 落实省委、省政府决策部署: whose decisions they are.
AUTHORITY = LazyPattern(
    r"(?:贯彻|落实|按照|执行|遵照|根据|领会)[^。；]{0,40}?(?P<who>(?:省|市|县|区|旗|州|盟|自治区党|自治[州县旗])委、(?:省|市|县|区|旗|州|盟|自治区|自治[州县旗])(?:人民)?政府)"
    r"(?=[^，。；、]{0,24}(?:决策|部署|要求|工作安排|指示|精神))"
)

REPORTED = LazyPattern("(?<=向)国务院(?=报告|报送|请示|提出)")

# The office of a body for deliberation is called after that body, not after the bureau it sits in.
STANDING_OFFICE = LazyPattern(r"(?:委员会|委会|领导小组|指挥部|联席会议)办公室$|安委办$|减灾办$")

_PLATFORM_NAME = rf"[{_HAN}“”]{{2,20}}?(?:平台|系统|数据库|信息网|服务网|热线|小程序|公众号|APP|App)"
_INSTITUTION_NAME = (
    rf"(?!各|内|的|有关|范围|辖|二级|三级|所有|级|全|及|和|与|、)[{_HAN}“”]{{0,14}}?(?:医院|保健院|大学|学院|学校|中学|小学|职业中专|研究院|研究所|科学院"
    rf"|集团(?:股份)?(?:有限)?公司|机场集团|集团|有限公司|公司|银行|图书馆|博物馆|文化馆|体育馆|体育场|机场|产业园区?|工业园区?|开发区|高新区|新区|保税区|度假区|景区|实验室|电视台|日报社?|广播电台|敬老院|福利院)"
)
# 国网东川供电公司, 中国移动东川分公司: the firm stands in front of the place.
_FIRM = "国网|南网|国家电网|中国(?:铁路|移动|联通|电信|铁塔|邮政|石化|石油|银行|人寿|人保|烟草)"
_FIRM_BEFORE = LazyPattern(f"(?:{_FIRM})$")
_FIRM_END = LazyPattern(
    "(?:集团)?(?:股份)?(?:有限)?(?:责任)?(?:分|子)?公司|集团|[一-龥]{2,4}(?:分公司|支公司|供电所)"
)
_NAME_END = LazyPattern(f"{_PLATFORM_NAME}|{_INSTITUTION_NAME}|[{_HAN}]{{1,12}}")
# Places of the source that stand in a row or as the scene of a trial: 在河东区、河西区等.
_NO_PLACE = (
    r"(?!社区|园区|城区|辖区|地区|小区|山区|景区|库区|灾区|牧区|林区|校区|厂区|片区|新区|郊区|街区|病区|院区|分区|老区|市区|区域|农村|城市|县域|本区|全区"
    r"|我[省市县区]|本[省市县]|全[省市县]|各|开发区|高新区|示范|试验|保税|功能|服务|保护|集聚|工业|经济|乡镇|城镇|县城|中心|每个|部分|所有|有条件|一[个批]|两个)"
)
PLACE_LIST = LazyPattern(
    rf"(?<=[在于以])(?:{_NO_PLACE}[{_HAN}]{{2,3}}(?:区|县|市|镇|乡|街道)[、和]?)+(?=等|开展|先行|率先|试点|推进|实施|建设|召开|启动|，)"
)

_ABBR_LEFT = "驻在来赴入进留离"
_ABBR_RIGHT = "部队|[一二三]级|公立|民营|公办|高校|院校|单位|企业|机构|各|医疗|央企|国企|省属|银行|金融|人员|投资|人才|就业|创业|务工|项目|军|的|高等|科研|台胞|外国|外资|本科|大学生|旅游|游客"


@dataclass(frozen=True, slots=True)
class Word:
    """One place in a text that speaks of the source's own place or level.

    new: template of the replacement (``全{W}``), for kind level. when_lower: what to do when the
    text goes to a lower level: map it, keep it silently, or keep it and ask.
    """

    start: int
    end: int
    kind: Kind
    new: str = ""
    when_lower: WhenLower = "map"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Rule:
    kind: Kind
    new: str
    when_lower: WhenLower
    reason: str


_Hit = tuple[int, int, _Rule]
_start = itemgetter(0)


@dataclass(frozen=True, slots=True)
class _Expression:
    """One expression, one rule for each of its groups."""

    pattern: re.Pattern[str]
    rules: tuple[_Rule, ...]

    @classmethod
    def of(cls, rules: list[tuple[str, _Rule]], compiled: Callable[[str], re.Pattern[str]]) -> _Expression:
        pattern = "|".join(f"({pattern})" for pattern, _ in rules)
        return cls(compiled(pattern or "(?!)"), tuple(rule for _, rule in rules))

    def find(self, text: str, at: int) -> _Hit | None:
        match = self.pattern.search(text, at)
        return match and (match.start(), match.end(), self.rules[(match.lastindex or 1) - 1])


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What to look for in texts of one source: its own names, and the words for its level."""

    names: _Expression
    levels: _Expression
    places: tuple[str, ...]


# Letters before a level word that make it part of another word (城市, 社区, 乡镇).
_LEFT: Mapping[str, str] = {
    "市": "城都超上集门夜楼股菜花辖级",
    "区": "社园辖片小校景地山城厂灾库牧林病院分街务能范发新特治老市郊诊湾矿镇",
    "县": "各郡",
    "镇": "乡城集村",
    "乡": "城下返家故",
    "省": "节各外跨",
    "州": "苏杭广福郑兰贵温台泰扬徐常湖柳赣九神",
    "旗": "红国",
    "街道": "",
}

# Letters after a level word that make it part of another word (市场, 县域).
_RIGHT: Mapping[str, str] = {
    "市": "场民容政域区价值盈井面况话花郊",
    "区": "域块间位别划分",
    "县": "域城",
    "省": "份会域际时力钱心略得",
    "镇": "静痛压定区",
    "乡": "村情土亲愁贤",
    "旗": "帜舰下袍",
}

# How the ending of an unknown body changes on the way down (省…厅 → 县…局).
ENDINGS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "city": (("厅", "局"), ("总队", "支队")),
    "county": (("厅", "局"), ("总队", "大队"), ("支队", "大队")),
    "township": (("厅", "办"), ("局", "办"), ("总队", "中队"), ("支队", "中队"), ("大队", "中队")),
}

# A body that the lexicon does not know, recognised by its place in a list and its ending.
_UNKNOWN_BODY = (
    rf"(?<![^、，：；（(:,〔\n])W(?!直|级|属|有关|相关|各|内|本级|委|政府)[{_HAN}]{{2,14}}?(?:局|厅|委|办|办公室|中心|公司|集团|协会|学院|院|所|队|站)"
    r"(?=[、，；。）),〕]|等(?![级候])|牵头|负责|配合|按职责|$)"
)


def vocabulary(source: Locality) -> Vocabulary:
    """The expression for a source, compiled once."""
    return _vocabulary(source.level, source.name, source.short, source.word, source.prefix)


@lru_cache(maxsize=256)
def _vocabulary(level: str, name: str, short: str, word: str, prefix: str) -> Vocabulary:
    names = _Expression.of(_place_rules(level, name, short), re.compile)
    known = tuple(dict.fromkeys(p for p in (name, short) if len(p) > 1))
    return Vocabulary(names, _level_expression(level, word, prefix), known)


@lru_cache(maxsize=64)
def _level_expression(level: str, word: str, prefix: str) -> _Expression:
    return _Expression.of(_level_rules(level, word, prefix), fixed)


def _place_rules(level: str, name: str, short: str) -> list[tuple[str, _Rule]]:
    if level == "nation" or not name:
        return []
    full, rules = re.escape(name), list[tuple[str, _Rule]]()
    bare = (
        re.escape(short) + f"(?![{_HAN}]{{0,4}}(?:自治州|地区)|[市县区省州镇乡盟旗])"
        if len(short) > 1
        else ""
    )
    ask_platform = _Rule("platform", "", "ask", "上级的平台，请核对名称")
    ask_institution = _Rule("institution", "", "ask", "原文地方的单位或场所，请改为本地对应的单位")
    place = _Rule("place", "{name}", "map", "")
    # A name in quotation marks, in a line of railway, in 中国（东川）… is the superior's own.
    named = _Rule("named", "", "ask", "上级的专有名称，请核对是否沿用")
    spelled = re.escape(short) if len(short) > 1 else full
    rules.append((f"(?<=“)[^“”，。；]{{0,10}}{spelled}[^“”，。；]{{0,10}}(?=”)", named))
    rules.append((f"(?<=中国[（(]){spelled}|{spelled}(?=[—－–])|(?<=[—－–]){spelled}", named))
    rules.append((full + f"(?={_PLATFORM_NAME})", ask_platform))
    rules.append((full + f"(?={_INSTITUTION_NAME})", ask_institution))
    rules.append((full, place))
    if bare and short != name:
        rules.append((re.escape(short) + f"(?={_PLATFORM_NAME})", ask_platform))
        rules.append((re.escape(short) + f"(?={_INSTITUTION_NAME})", ask_institution))
        rules.append((_spoken(bare), _Rule("place", "{short}", "map", "")))
        landmark = "原文地方的专有名称，请核对：是本地的保留，不是的改为本地的"
        rules.append((bare, _Rule("named", "{short}", "ask", landmark)))
    letters = _abbreviations(name, short)
    if letters:
        rules.append(
            (f"(?<=[{_ABBR_LEFT}])[{letters}](?={_ABBR_RIGHT})", _Rule("abbr", "{short}", "map", ""))
        )
    return rules


def _spoken(bare: str) -> str:
    """The place itself (东川实际, 健康东川), and not the head of a name (东川古城, 东川马拉松)."""
    before, after = (tables.rows("place_uses")[n]["words"] for n in (0, 1))
    return f"{bare}(?={after})|{_behind(before)}{bare}"


def _behind(words: str) -> str:
    """A look back at one of several words of different lengths."""
    lengths: dict[int, list[str]] = {}
    for word in words.split("|"):
        lengths.setdefault(len(word), []).append(word)
    return "(?:" + "|".join(f"(?<={'|'.join(same)})" for same in lengths.values()) + ")"


def _abbreviations(name: str, short: str) -> str:
    """Letters that may stand for the place (驻苏, 驻东)."""
    province = places.province_of(name)
    if province is not None and province.name == name:
        return "".join(a for a in province.abbr if len(a) == 1)
    return "".join(dict.fromkeys(re.escape(c) for c in short)) if 1 < len(short) <= 3 else ""


def _level_rules(level: str, word: str, prefix: str) -> list[tuple[str, _Rule]]:
    if level == "nation":
        return [
            (row["pattern"], _Rule("level", row["to"], _WHEN[row["when_lower"]], row["reason"]))
            for row in tables.rows("nation_words")
        ]
    left = f"(?<![{_LEFT.get(word, '')}])" if _LEFT.get(word) else ""
    right = f"(?![{_RIGHT[word]}])" if word in _RIGHT else ""
    alone = f"(?:自治区|{left}{word}{right})" if prefix == "自治区" else f"{left}{word}{right}"
    rules = [(_UNKNOWN_BODY.replace("W", alone), _Rule("body", "", "map", "机构名称不在词典中，请核对"))]
    for row in _rows():
        if prefix == "自治区" and row["name"] in ("长", "副长"):
            continue  # 副区长 is never 自治区主席
        pattern = re.sub(r"(?<=[全我本])W", word + right, row["pattern"]).replace("W", alone)
        when = _WHEN[row["when_lower"]]
        rules.append((pattern, _Rule("level", row["to"], when, row["reason"])))
    return rules


_WHEN: Mapping[str, WhenLower] = {"map": "map", "keep": "keep", "ask": "ask", "never": "never"}


@cache
def _rows() -> tuple[dict[str, str], ...]:
    return tables.rows("level_words")


def as_called(words: str, suffix: str) -> str:
    """Words made by rule as a place of this kind says them: 街道人民政府 is 街道办事处 (派出机关)."""
    for old, new in _called().get(suffix, ()):
        words = words.replace(old, new)
    return words


@cache
def _called() -> Mapping[str, tuple[tuple[str, str], ...]]:
    kinds: dict[str, list[tuple[str, str]]] = {}
    for row in tables.rows("own_words"):
        kinds.setdefault(row["suffix"], []).append((row["old"], row["new"]))
    return {suffix: tuple(pairs) for suffix, pairs in kinds.items()}


def start_of_name(text: str, at: int) -> int:
    """Where the name begins that `at` stands inside of (国网|东川供电公司)."""
    found = _FIRM_BEFORE.search(text[:at])
    return found.start() if found else at


def end_of_firm(text: str, at: int) -> int:
    """Where the name of a firm ends that goes on at `at` (东川水务集团|有限公司)."""
    found = _FIRM_END.match(text, at)
    return found.end() if found else at


def end_of_name(text: str, at: int) -> int:
    """Where the name ends that goes on at `at` (东川市|第五人民医院), for quoting it."""
    found = _NAME_END.match(text, at)
    return found.end() if found else at


def find(text: str, source: Locality) -> list[Word]:
    """All places in `text` that speak of the source's own place or level, in reading order."""
    vocab = vocabulary(source)
    words: list[Word] = []
    name, level = vocab.names.find(text, 0), vocab.levels.find(text, 0)
    # The leftmost counts; of two that begin at the same letter, the name.
    while first := min((hit for hit in (name, level) if hit), key=_start, default=None):
        start, end, rule = first
        words.append(Word(start, end, rule.kind, rule.new, rule.when_lower, rule.reason))
        at = max(end, start + 1)
        if name and name[0] < at:
            name = vocab.names.find(text, at)
        if level and level[0] < at:
            level = vocab.levels.find(text, at)
    return words
