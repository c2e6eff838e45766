"""RSP: who answers for a task (责任)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from draftkit.checking.context import Context, Hit, View, bodies_in
from draftkit.checking.engine import rule
from draftkit.lexicon.departments import expand, find_row, key_of
from draftkit.lexicon.mentions import Mention
from draftkit.model import Measure
from draftkit.parsing.notes import find_notes

_GENERAL = re.compile(
    "总体要求|指导思想|基本原则|工作目标|主要目标|发展目标|总体目标|组织|保障|实施步骤|工作要求|附则|其他|领导|宣传|督|考核|进度|时间安排|步骤|有关要求|监测|评估|目标|原则|思路|背景|意义"
)
_GENRE = re.compile(r"(?:实施方案|行动方案|工作方案|行动计划|三年行动|若干措施)(?:[（(].*)?$")


def _tasks(context: Context) -> list[Measure]:
    """Measures that state a task, general parts left out."""
    titles = {s.label: s.title or "" for s in context.document.sections}
    found = []
    for measure in context.document.measures:
        head = titles.get(measure.path[0], "") if measure.path else ""
        if not _GENERAL.search(head) and not _GENERAL.search(measure.title or "") and len(measure.text) > 15:
            found.append(measure)
    return found


@rule("RSP-01")
def nobody_answers(context: Context) -> Iterator[Hit]:
    """A task without those who answer for it, where the others have them; one finding when none has."""
    tasks = _tasks(context)
    with_note = [m for m in tasks if m.responsibility]
    if len(tasks) < 3:
        return
    if not with_note:
        is_plan = _GENRE.search(context.document.title or "") and not context.document.standing_responsibility
        if is_plan and not any("责任" in w or "任务分工" in w or "分工表" in w for w in context.words):
            yield Hit(None, message="全文没有写明各项任务的责任单位。")
        return
    if len(with_note) * 2 < len(tasks):
        return
    for measure in tasks:
        if measure.responsibility is None and not _answered_around(context, measure) and measure.paragraphs:
            index = measure.paragraphs[0]
            text = context.paragraphs[index].text
            yield Hit(index, 0, min(len(text), 20))


def _answered_around(context: Context, measure: Measure) -> bool:
    """Whether a note of a part above or a sibling right behind answers for this one too."""
    text = measure.text
    if re.search(
        r"(?:由|请)[^，。；]{2,20}(?:负责|牵头)|(?:局|委|厅|部门|办|政府)[^，。；]{0,10}(?:负责|牵头)", text
    ):
        return True
    if any(find_notes(context.words[i]) for i in measure.paragraphs):
        return True
    last = max(measure.paragraphs, default=0)
    following = context.paragraphs[last + 1 : last + 2]
    return any(p.role == "responsibility" for p in following)


_VAGUE = re.compile(
    r"(?:[省市县区]|全[省市县区])?(?:直)?(?:各)?(?:相关|有关|各级|职能|成员|行业主管|主管)+(?:职能|责任|成员)?(?:部门|单位|部门和单位|部门（单位）|单位和部门)|各(?:部门|单位|成员单位|部门和单位)"
)
_PLACES = re.compile(
    r"各?(?:[^、，；：（）]{0,4}(?:[（(][^（）]*[）)])?)?(?:人民政府|政府|管委会|街道办事处|办事处|乡镇|街道|区县|县区)(?:[（(][^（）]*[）)])?"
)
_ROLE_WORDS = re.compile(
    r"责任(?:单位|部门|主体)|牵头(?:单位|部门)?|配合(?:单位|部门)?|按(?:照)?(?:各自)?职责(?:分工)?|分工|负责|落实|参与|会同|等|共同|组织|实施|推进|[、，；：:。（）〔〕\s]|及|和|与|各自"
)


@rule("RSP-02")
def only_general_words(context: Context) -> Iterator[Hit]:
    """各有关部门 and nobody by name; governments below do not name a department."""
    for view, start, text in context.notes:
        if not _VAGUE.search(text) or ("以下" in text and "不再" in text):
            continue
        rest = _ROLE_WORDS.sub("", _PLACES.sub("", _VAGUE.sub("", text)))
        if not rest.strip() or rest in ("市", "县", "区", "省", "各"):
            match = _VAGUE.search(text)
            assert match is not None
            yield view.hit(start + match.start(), start + len(text))


@rule("RSP-03")
def nobody_leads(context: Context) -> Iterator[Hit]:
    """Several bodies and no leader, in a document that names leaders elsewhere."""
    measures = [m for m in context.document.measures if m.responsibility]
    leading = [m for m in measures if m.lead]
    if len(leading) < 2 or len(leading) * 3 < len(measures):
        return
    for measure in measures:
        responsibility = measure.responsibility
        if responsibility is None or responsibility.lead or len(_departments(responsibility.units)) < 2:
            continue
        if found := _note_place(context, measure):
            view, start, end = found
            yield view.hit(start, end)


def _departments(units: tuple[str, ...]) -> list[str]:
    return [u for u in units if not re.search(r"政府|乡镇|街道|管委会|^各|有关|相关", u)]


def _note_place(context: Context, measure: Measure) -> tuple[View, int, int] | None:
    """Where a measure's note stands."""
    for index in reversed(measure.paragraphs):
        view = context.views[index]
        notes = find_notes(view.text)
        if notes:
            return view, notes[-1].start, notes[-1].end
    return None


_LABELLED = re.compile(
    r"^[（(〔\[【]?\s*(?:责任|牵头|配合|参与|主责|主办|承办|完成|落实|实施)[^：:]{0,8}[：:]|单位[：:]|部门[：:]"
)
_VERB = re.compile(r"负责|牵头|落实|配合|职责|分工|参与|实施|主办|协办|承办|推进|列出|赘述")


@rule("RSP-04")
def no_role(context: Context) -> Iterator[Hit]:
    """A bracket of mere names."""
    for view, start, text in context.notes:
        if not _LABELLED.search(text) and not _VERB.search(text) and len(bodies_in(text)) >= 2:
            yield view.hit(start, start + len(text))


_LABEL_SETS = (
    ("责任单位", "责任部门", "责任主体"),
    ("牵头单位", "牵头部门"),
    ("配合单位", "配合部门", "协作单位"),
)


@rule("RSP-05")
def labels(context: Context) -> Iterator[Hit]:
    """责任部门 where the others say 责任单位."""
    found: list[tuple[View, int, int, str]] = []
    for view, start, text in context.notes:
        for match in re.finditer(
            r"(责任(?:单位|部门|主体)|牵头(?:单位|部门)|(?:配合|协作)(?:单位|部门))[：:]", text
        ):
            found.append((view, start + match.start(), start + match.end(), match.group(1)))
    for names in _LABEL_SETS:
        counts = Counter(label for *_, label in found if label in names)
        if len(counts) < 2:
            continue
        usual = counts.most_common(1)[0][0]
        for view, start, end, label in found:
            if label in names and label != usual:
                yield view.hit(start, end, f"别处用“{usual}”，请统一。", fix=f"{usual}：")


@rule("RSP-06")
def several_lead(context: Context) -> Iterator[Hit]:
    """More than one leader."""
    for measure in context.document.measures:
        if len(measure.lead) > 1 and (found := _note_place(context, measure)):
            view, start, end = found
            yield view.hit(start, end)


_COVERS_ALL = re.compile(
    r"(?:各|有关|相关|直属?)[^，。；]{0,8}(?:部门|单位|机构|委办局|厅局|委、办、局|局)|委办厅局|各成员单位"
)


@rule("RSP-07")
def not_consulted(context: Context) -> Iterator[Hit]:
    """A body that neither issues nor is addressed, in a joint document."""
    document = context.document
    addressed = "，".join(document.addressees) or "".join(v.text for v in context.of("addressee"))
    if len(document.issuers) < 2 or not addressed or _COVERS_ALL.search(addressed):
        return
    known = {key_of(name) for name in document.issuers} | {m.key for m in bodies_in(addressed)}
    for view, start, text in context.notes:
        for m in bodies_in(text):
            if (
                m.key not in known
                and not m.generic
                and m.relation in ("own", "bare")
                and find_row(m.key) is not None
            ):
                kind = (find_row(m.key) or {}).get("kind", "")
                if kind in ("dept", "vertical"):
                    yield view.hit(
                        start + m.start,
                        start + m.end,
                        f"“{m.text}”不在发文机关和主送机关之内，请确认是否已会签。",
                    )


_SUBJECT = re.compile(
    r"(?:^|(?<=[。；，]))([^\W\d_、]{2,8}?(?:部门))(?=要|应|负责|依法|会同|加强|按照|组织|牵头|结合|根据|定期|将)"
)


@rule("RSP-08")
def named_but_not_listed(context: Context) -> Iterator[Hit]:
    """某某部门要… in the text, and the body is not among those who answer."""
    for measure in context.document.measures:
        if measure.responsibility is None:
            continue
        keys = {m.key for m in bodies_in(measure.responsibility.raw)} | {key_of(u) for u in measure.units}
        for index in measure.paragraphs:
            view = context.views[index]
            for match in _SUBJECT.finditer(view.text) if "部门" in view.text else ():
                key = key_of(match.group(1))
                if (
                    key
                    and key not in keys
                    and not re.search("有关|相关|各级|职能|行业|主管|成员|牵头|责任", match.group(1))
                ):
                    yield view.hit(match.start(1), match.end(1))


def _twice_in_notes(context: Context) -> Iterator[Hit]:
    for view, start, text in context.notes:
        names = [
            (m.start(), m.group())
            for m in re.finditer(r"[^、，；：:（）()〔〕。\s]{2,24}", _without_roles(text))
        ]
        whole = expand([name for _, name in names])
        seen: set[str] = set()
        for (at, name), full in zip(names, whole, strict=True):
            if full in seen and _is_department(name):
                yield view.hit(start + at, start + at + len(name))
            seen.add(full)


_BETWEEN = re.compile("、|和|与|及|以及")


@rule("RSP-09")
def listed_twice(context: Context) -> Iterator[Hit]:
    """One body twice in one list, in a note or in running text."""
    yield from _twice_in_notes(context)
    for view in (*context.body, *context.of("addressee", "copy_to")):
        for run in _lists(view.text):
            seen: set[str] = set()
            whole = expand([m.text for m in run])
            for mention, full in zip(run, whole, strict=True):
                if full in seen and _is_department(mention.text):
                    yield view.hit(mention.start, mention.end)
                seen.add(full)


def _lists(text: str) -> Iterator[list[Mention]]:
    """Bodies that stand in a row, with nothing but 、 or 和 between them."""
    run: list[Mention] = []
    for mention in bodies_in(text):
        if run and not _BETWEEN.fullmatch(text[run[-1].end : mention.start]):
            yield run
            run = []
        run.append(mention)
    if run:
        yield run


def _is_department(name: str) -> bool:
    key = key_of(name)
    row = find_row(key) if key else None
    return (
        row is not None and row["kind"] in ("dept", "vertical", "party") and not re.search("部门|单位", name)
    )


def _without_roles(text: str) -> str:
    return re.sub(
        r"牵头|按(?:照)?(?:各自)?职责分工?(?:负责|落实)?|负责|配合|落实|参与|等",
        lambda m: "，" * len(m.group()),
        text,
    )


@rule("RSP-10")
def only_superiors(context: Context) -> Iterator[Hit]:
    """All who answer are a superior's departments."""
    locality = context.locality
    if not locality.certain or locality.level not in ("city", "county"):
        return
    for view, start, text in context.notes:
        mentions = [m for m in bodies_in(text) if not m.generic]
        if mentions and all(m.prefix in ("省", "自治区") for m in mentions) and "各" not in text:
            yield view.hit(start, start + len(text))
