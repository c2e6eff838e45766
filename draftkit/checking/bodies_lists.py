"""ORG: bodies in lists of those who answer for a task (责任单位中的机构)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from draftkit.checking.context import Context, Hit, View, bodies_in
from draftkit.checking.engine import rule
from draftkit.lexicon import levels, places
from draftkit.lexicon.departments import find_row, name_of, takes_prefix
from draftkit.lexicon.mentions import Mention


@rule("ORG-08")
def superior_body(context: Context) -> Iterator[Hit]:
    """A superior's department that answers for a task below it."""
    locality = context.locality
    if not locality.certain or locality.level not in ("city", "county") or _managed_directly(context):
        return
    for view, start, text in context.notes:
        mentions = [m for m in bodies_in(text) if not m.generic and m.relation == "own"]
        for m in mentions:
            row = find_row(m.key)
            if row is None or row["kind"] != "dept" or m.branch or not row[f"{locality.level}_short"]:
                continue
            if m.prefix in ("省", "自治区") or (
                locality.level == "county" and m.prefix == "市" and _is_county(context)
            ):
                message = f"“{m.text}”是上级部门，应改为本级部门。"
                yield view.hit(start + m.start, start + m.end, message, fix=_own_name(context, m.key))


def _own_name(context: Context, key: str) -> str | None:
    """How the document's own level names this body; None when it is carried by another."""
    locality = context.locality
    word = places.parse(locality.name).prefix or "本级"
    return name_of(key, locality.level, word=word)


def _is_county(context: Context) -> bool:
    """A 县 or 旗; a 区 or a 县级市 may well say 市."""
    return context.locality.name.endswith(("县", "旗"))


def _managed_directly(context: Context) -> bool:
    return len(context.document.issuers) > 1 and any("省" in i for i in context.document.issuers)


@rule("ORG-11")
def prefix_in_list(context: Context) -> Iterator[Hit]:
    """市甲局、乙局、市丙局: within one run of 、 the prefix is written, left out, and written again."""
    for view, start, text in context.notes:
        mentions = bodies_in(text)
        for low, high in _runs(text):
            run = [m for m in mentions if low <= m.start < high and not m.generic and _is_plain(m)]
            shape = ["own" if m.word and m.relation == "own" else m.relation for m in run]
            for i in range(2, len(run)):
                if (
                    shape[i] == "own"
                    and shape[i - 1] == "bare"
                    and "own" in shape[: i - 1]
                    and _same_word(run, i)
                ):
                    yield view.hit(start + run[0].start, start + run[i].end)
                    break


def _runs(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in re.finditer(r"牵头|[，；。：（）〔〕]|按职责|负责|配合|以下", text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def _is_plain(mention: Mention) -> bool:
    row = find_row(mention.key)
    return row is not None and row["kind"] == "dept" and takes_prefix(mention.key) and not mention.branch


def _same_word(run: list[Mention], i: int) -> bool:
    return any(m.word == run[i].word and m.place is None for m in run[: i - 1])


@rule("ORG-12")
def two_names_of_a_body(context: Context) -> Iterator[Hit]:
    """One body under two names: among those who answer for tasks, and for 某某部门 in the text."""
    named: dict[tuple[str, str], dict[str, list[tuple[View, int, int]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for view, start, text in context.notes:
        for m in bodies_in(text):
            if not m.generic and not m.branch and m.relation in ("own", "bare") and _is_plain(m):
                named[m.key, m.word][m.stem].append((view, start + m.start, start + m.end))
    yield from _rarer(named)
    yield from _full_among_short(
        context, {place for stems in named.values() for placed in stems.values() for place in placed}
    )
    spoken: dict[tuple[str, str], dict[str, list[tuple[View, int, int]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for view in context.plan:
        for m in bodies_in(view.text) if "部门" in view.text else ():
            if m.generic and m.stem.endswith("部门") and not context.in_title(view.index, m.start):
                spoken[m.key, ""][re.sub("行政|主管|和", "", m.stem)].append((view, m.start, m.end))
    yield from _rarer(spoken)


def _full_among_short(context: Context, named: set[tuple[View, int, int]]) -> Iterator[Hit]:
    """省市场监督管理局 where the other bodies of the notes stand by their short names."""
    level = context.locality.level
    if level == "township" or level == "nation":
        return
    full: list[tuple[View, int, int, str]] = []
    short = 0
    for view, start, end in sorted(named, key=lambda place: (place[0].index, place[1])):
        mention = next((m for m in bodies_in(view.text[start:end]) if not m.generic), None)
        row = find_row(mention.key) if mention else None
        if mention is None or row is None or not row[f"{level}_short"].startswith("{L}"):
            continue
        stems = row[f"{level}_full"].removeprefix("{L}"), row[f"{level}_short"].removeprefix("{L}")
        if stems[0] == stems[1]:
            continue
        short += mention.stem == stems[1]
        if mention.stem == stems[0]:
            full.append((view, start, end, f"{mention.prefix}{stems[1]}"))
    if short < 4 or len(full) != 1:
        return
    for view, start, end, name in full:
        yield view.hit(start, end, f"这里用了全称，别的单位都用规范化简称，请统一为“{name}”。", fix=name)


def _rarer(found: dict[tuple[str, str], dict[str, list[tuple[View, int, int]]]]) -> Iterator[Hit]:
    for stems in found.values():
        if len(stems) < 2:
            continue
        usual = max(stems, key=lambda s: len(stems[s]))
        for stem, placed in stems.items():
            if stem == usual or len(placed) > len(stems[usual]):
                continue
            if not _could_be_same(stem, usual):
                continue
            for view, start, end in placed:
                yield view.hit(start, end, f"同一机构别处写作“{usual}”，请统一。", fix=usual)


def _could_be_same(one: str, other: str) -> bool:
    """Whether one is an abbreviation of the other: its letters stand in the other in order."""
    short, long = sorted((one, other), key=len)
    rest = iter(long)
    return all(letter in rest for letter in short)


@rule("ORG-51")
def two_names_in_a_document(context: Context) -> Iterator[Hit]:
    """发展和改革局 at the head and 发展改革和科技局 in the text: the one that is not the issuer's, else the rarer."""
    level = context.locality.level
    if level not in ("city", "county"):
        return
    named: dict[tuple[str, str], dict[str, list[tuple[View, int, int]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for view in context.text:
        for m in bodies_in(view.text):
            if _is_of_own_place(context, view, m):
                named[m.key, m.word][m.stem].append((view, m.start, m.end))
    for (key, _), stems in named.items():
        usual = _usual(context, stems)
        for stem, placed in stems.items():
            if stem != usual and _two_bodies(key, level, stem, usual):
                message = f"别处写作“{usual}”，是同一个机构的两个名称，请核对。"
                yield from (view.hit(start, end, message, cause=stem) for view, start, end in placed)


def _is_of_own_place(context: Context, view: View, mention: Mention) -> bool:
    own = mention.place is None or mention.place == context.locality.name
    plain = not mention.generic and mention.relation == "own" and own and _is_plain(mention)
    before = view.text[max(0, mention.start - 1) : mention.start]
    # 丹河县教育局, 原县教育局: letters in front may belong to the name.
    clear = mention.place is not None or not re.match(r"[\u4e00-\u9fff]", before) or before in _BEFORE_A_BODY
    return plain and clear and before not in ("原", "前") and not context.in_title(view.index, mention.start)


_BEFORE_A_BODY = frozenset("由经向同和与及报到请交在对为将给从归是让商送")


def _usual(context: Context, stems: Mapping[str, Sequence[object]]) -> str:
    """The name that the issuer bears, else the one that is written most."""
    issued = [s for s in stems if any(i.endswith(s) for i in context.document.issuers)]
    return issued[0] if issued else max(stems, key=lambda s: len(stems[s]))


def _two_bodies(key: str, level: str, one: str, other: str) -> bool:
    """Whether two names of one key are not full and short form of one name.

    The standard name and a longer one (农业农村局, 农业农村和水利局) are two, as are names of which
    neither is an abbreviation of the other.
    """
    cores = sorted((_core(one), _core(other)), key=len)
    row = find_row(key)
    if row is None or one[-1] != other[-1] or cores[0] == cores[1]:
        return False
    standard = {_core(row[f"{level}_{form}"].removeprefix("{L}")) for form in ("full", "short")}
    if _could_be_same(*cores):
        return cores[0] in standard and cores[1] not in standard and "和" in max(one, other, key=len)
    return True


def _core(name: str) -> str:
    return re.sub("委员会$|[局委]$|[和与及]", "", name)


_COMPANY = re.compile(
    r"(?:集团|公司|银行(?!保险)|协会|学会|商会|促进会|基金会|研究会|联盟|供销社|国网[^、，；。）]{0,8}|中国(?:移动|电信|联通|铁塔)|电信|移动|联通|铁塔|合作社)(?=$|[、，；。）〕等牵按负落配])"
)


@rule("ORG-14")
def company(context: Context) -> Iterator[Hit]:
    """A firm or a society that answers for a task."""
    for view, start, text in context.notes:
        for match in _COMPANY.finditer(text):
            low = max(text.rfind(mark, 0, match.start()) for mark in "、，；：（〔。 ") + 1
            name = text[low : match.end()]
            if 2 <= len(name) <= 24 and not re.search("人民银行|残疾人|工商业|农发行|政策性|有关|各", name):
                yield view.hit(start + low, start + match.end(), cause=name)


@rule("ORG-15")
def two_names_for_those_below(context: Context) -> Iterator[Hit]:
    """各区县人民政府 and 各区人民政府: the rarer one."""
    found: dict[str, list[tuple[View, int, int]]] = defaultdict(list)
    for view, start, text in context.notes:
        for m in levels.LOWER_BODIES.finditer(text):
            if m.group().endswith("政府") and m.group("county"):
                found[m.group()].append((view, start + m.start(), start + m.end()))
    for view in context.of("addressee"):
        for m in levels.LOWER_BODIES.finditer(view.text):
            if m.group().endswith("政府") and m.group("county"):
                found[m.group()].append((view, m.start(), m.end()))
    counts = Counter({name: len(placed) for name, placed in found.items()})
    if len(counts) < 2:
        return
    usual = counts.most_common(1)[0][0]
    for name, placed in found.items():
        if name != usual:
            for view, start, end in placed:
                yield view.hit(start, end, f"别处写作“{usual}”，请统一。", fix=usual)
