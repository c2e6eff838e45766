"""ORG-09: names of other places, left over from a copied document (残留母本地名).

Precision first: a foreign name counts only where a document would name its own place – among those
who answer for a task, before a government or its departments, before an institution that is relied
on, in 健康某地 and the like – and never where places meet (对口协作, 与…共建, 学习…经验).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from draftkit.checking.context import Context, Hit, View, bodies_in, hidden
from draftkit.checking.engine import rule
from draftkit.lexicon import places, tables
from draftkit.parsing.notes import find_notes

_MEETING = re.compile(
    r"对口|协作|合作|帮扶|支援|援[建助疆藏]|学习|借鉴|招商|推介|赴|共建|共享|承接|融入|对接|都市圈|一体化|城市群|经济圈|经济带|湾区|走廊|高铁|铁路|高速|"
    r"公路|航线|港口|口岸|来自|等地|等市|等省|毗邻|接壤|周边|联动|互认|转移|签约|引进|异地|跨|籍|援|流域|上下游|联合|试点经验|经验做法|模式|展会|博览会|大赛|论坛|会议|交流|联盟|驻|分局|支队|总队"
)
_BODY = r"(?:人民政府|市委|县委|区委|政府|市直|县直|区直|市属|县属|人民医院|中心医院|中医医?院|第[一二三四五六七八九十]+(?:人民)?医院|妇幼保健院|疾控中心|职业(?:技术)?学院|老年大学|福利院|图书馆|文化馆|博物馆|档案馆|行政服务中心|政务服务中心)"
_SLOGAN = re.compile(
    r"(?:健康|平安|法治|智慧|数字|美丽|幸福|康养|文化|信用|质量|清廉|书香|诚信|绿色)([\u4e00-\u9fff]{2,3}?)(?:行动|建设|创建)"
)


@cache
def _above() -> dict[str, frozenset[str]]:
    """Real places → what they may belong to, province and city joined."""
    found = {row["name"]: frozenset(tables.parts(row["above"])) for row in tables.rows("divisions")}
    return found | {p.name: frozenset({""}) for p in places.provinces()}


@cache
def _shorts() -> dict[str, str]:
    """Short names of provinces and cities (济南 → 济南市) that are no ordinary words."""
    cities = {n[:-1]: n for n in _above() if n.endswith("市") and len(n) >= 3}
    return cities | {p.short: p.name for p in places.provinces()}


@cache
def _names() -> re.Pattern[str]:
    return re.compile(r"[\u4e00-\u9fff]{2,12}?(?:省|自治区|自治州|自治县|市|县|区|旗)")


@rule("ORG-09")
def foreign_places(context: Context) -> Iterator[Hit]:
    """Places that are neither the document's own nor above nor below it."""
    own = _Own(context)
    if not own.name:
        return
    for view in (*context.body, *context.of("addressee")):
        text = hidden(view.text)
        notes = (
            [(n.start, n.end) for n in find_notes(text)]
            if "（" in text or "〔" in text or "：" in text
            else []
        )
        for start, end, name in _candidates(text, notes, own):
            if own.is_foreign(name) and not _is_meeting(text, start, end):
                yield _hit(view, start, end, name)


def _hit(view: View, start: int, end: int, name: str) -> Hit:
    return view.hit(start, end, f"“{name}”不是本地，像是照抄别的文件留下的地名。", cause=name)


def _candidates(text: str, notes: list[tuple[int, int]], own: _Own) -> Iterator[tuple[int, int, str]]:
    if "市" in text or "县" in text or "区" in text or "省" in text:
        for mention in bodies_in(text):
            if mention.place and mention.relation == "own" and not mention.generic and not mention.branch:
                at = text.find(mention.place, mention.start)
                inside = any(a <= mention.start < b for a, b in notes)
                known = mention.place in _above()
                if at < 0 or not (known or _is_named(text, at, at + len(mention.place), inside)):
                    continue
                if inside or places.parse(mention.place).levels == ("county",):
                    yield at, mention.end, mention.place
        for match in re.finditer(rf"(?={_BODY})", text):
            name = _real_name_before(text, match.start())
            if name:
                yield match.start() - len(name), match.start() + 2, name
    for match in _SLOGAN.finditer(text):
        name = _shorts().get(match.group(1))
        if name:
            yield match.start(1), match.end(1), name


_LISTED = re.compile(r"[\u4e00-\u9fff](?:政府|局|委|办|厅|院|部|会|中心|公司|支行)、$")


def _is_named(text: str, start: int, end: int, inside: bool) -> bool:
    """Whether a name that no table knows stands where only a name can stand.

    压实县级政府责任, 畅通县政府热线: a verb opens a clause, and 级 makes 县 a level. A name is told by
    its list (县农业农村局、沙埠县财政局) or by the word that takes it (依托沙埠县人民政府).
    """
    if text.startswith("级", end):
        return False
    return inside or "\u4e00" <= text[start - 1 : start] <= "\u9fff" or bool(_LISTED.search(text[:start]))


def _real_name_before(text: str, end: int) -> str | None:
    """The longest real place that ends here."""
    for length in range(11, 2, -1):
        name = text[max(0, end - length) : end]
        if len(name) == length and name in _above():
            return name
    return None


def _is_meeting(text: str, start: int, end: int) -> bool:
    low = max(text.rfind(mark, 0, start) for mark in "。；") + 1
    stops = [at for mark in "。；" if (at := text.find(mark, end)) >= 0]
    return (
        _MEETING.search(text, max(low, start - 40), min(min(stops, default=len(text)), end + 24)) is not None
    )


# Verbs that stand where a place might: 利用县融媒体中心.
_VERBS = re.compile(
    "利用|依托|发挥|整合|加强|建立|成立|通过|结合|落实|推动|组织|协调|督促|指导|会同|配合|支持|坚持|统筹|强化|健全|完善|参照|对照|委托|借助|充分|按照|根据|"
    "夯实|充实|做实|抓实|建强|推进|提升|引导|加快|激活|补齐|深化|保障|优化|明确|聚焦|立足|用好|建好|下沉|盘活|织密|筑牢|扛牢|厘清|细化|捋顺|理顺|规范|改革|"
    "培育|搭建|压紧|做好|抓好|抓牢|做强|做优|做大|打造|构建|拓展|扩大|增强|巩固|维护|确保|严格|严肃|调动|选派|派驻|推广|打通|贯通|衔接|监督|考核|评估|约谈|"
    "通报|责成|敦促|号召|鼓励|允许|授权|赋予|下放|帮助|扶持|协助|要求|带动|覆盖|包括|除了|具备|接受|提交|上报|反馈|设立|组建|改造|新建|改建|扩建|迁建|升级|"
    "更新|装备|配备|配齐|配强|"
    "各级|全体|提请|报送|抄送|服从|纳入|争取|邀请|联系|发动|动员|积极|主动|及时|定期|有关|相关|所有|部分|其他|乡镇|街道|市直|县直|区直"
)


class _Own:
    """Whose document it is, and what belongs to it."""

    def __init__(self, context: Context) -> None:
        locality = context.locality
        stated = context.settings.place
        self.name = stated or (locality.name if locality.certain else "")
        self.level = locality.level
        self.chain = {self.name, *locality.parents} - {""}
        for name in tuple(self.chain):
            for above in _above().get(name, ()):
                self.chain |= set(re.findall(r".+?(?:省|自治区|自治州|地区|市|盟)", above))
        self.issuers = "".join(locality.issuers)
        # All counties are in the table, so one that is not there (an invented one) has no real place above it.
        self.is_real = self.name in _above() or self.name.endswith(("县", "旗"))

    def is_foreign(self, name: str) -> bool:
        """Whether the name is surely none of ours, of those above, or of those below."""
        if self.level == "nation" or name in self.issuers or name in self.name or self._related(name):
            return False
        above = _above().get(name)
        if above is None:
            return self._is_another_county(name)
        if any(self.name in a for a in above):
            return False
        if self.is_real or places.parse(name).levels == ("county",):
            return self.is_real or self.level in ("county", "township")
        # Our place is not in the table (a new area, an invented place): a city is foreign only when ours is known.
        kind = places.parse(name).suffix
        return any(c != self.name and places.parse(c).suffix == kind for c in self.chain)

    def _related(self, name: str) -> bool:
        return any(name in known or known in name for known in self.chain)

    def _is_another_county(self, name: str) -> bool:
        """A county that no table knows, named in a county's document."""
        ends, own = places.parse(name).suffix, places.parse(self.name).suffix
        kinds = ("县", "旗")
        return (
            self.level == "county"
            and ends in kinds
            and own in kinds
            and len(name) == 3
            and not _VERBS.match(name)
        )
