"""Titles (标题): what looks like one, what it names, what a portal has added to it."""

from __future__ import annotations

import re
from functools import cache

from draftkit.lexicon.genre import alternation
from draftkit.lexicon.text import bare, squeeze
from draftkit.precompiled import fixed

_NUMBER_BEHIND = re.compile(
    r"\s*[（(]\s*(?P<n>[^（）()《》]{1,16}〔\d{4}〕\s*\d+\s*号)\s*[）)]$"
    r"|\s+(?P<m>[^\W\d_]{1,12}〔\d{4}〕\s*\d+\s*号)$"
)
_NUMBER_BEFORE = re.compile(
    r"^[\[【（(]?\s*(?P<n>[^\W\d_]{1,12}[〔\[【（(](?:19|20)\d{2}[〕\]】）)]\s*\d+\s*号)\s*[\]】）)]?\s*(?=\S{6})"
)
# …的通知(有效): a portal's word behind the title
_STATE_BEHIND = re.compile(r"\s*[（(\[【](?:现行)?(?:有效|已?失效|已?废止|已修改|全文)[）)\]】]$")
_TAG = re.compile(r"^(?:【[^】]{2,20}】\s*|“[^”]{2,12}”\s+)")
# 【关于…的通知】-某某局 and …方案_某某网: the title of a saved page
_PAGE_TITLE = re.compile(r"^【(?P<t>[^】]{10,})】\s*[-_—|－].{2,40}$")
_SITE_BEHIND = re.compile(r"\s*[-_—|－]+\s*[^\W\d_]{2,24}(?:网|网站|门户|平台|政府|局|委员会|部|厅|办公室)$")
_TITLE_CUE = re.compile(r"关\s*于|印\s*发|转\s*发")
_AFTER_QUOTED = re.compile(r"^(?:等[^\W\d_]{0,8})?的|^[（(]|^(?:实施|工作|贯彻|落实|任务)")
_SENTENCE = re.compile(r"[。；]")
# 根据《…》制定本方案: a sentence, however it ends
_LETTER = re.compile(r"现将《|经[^《》]{2,16}(?:同意|批准|审定|通过)")
_TELLS = re.compile(
    r"^(?:为|根据|按照|依据|依照|遵照|现将|落实|贯彻|结合)|》[^》]*(?:，|,|本[^级土地]|制定|结合|提出|已经|业经)"
)
_INNER = re.compile(
    r"(?:印发|转发|下发|发布|批转|公布)[^《》〈〉]{0,40}[《〈](.+)[》〉](?:等[^《》]{0,12})?的?[^《》的]{0,4}$"
)
_INNER_PLAIN = re.compile(r"(?:印发|转发|下发|发布)(?P<t>[^《》]{4,80}?)的(?:通知|函)")
# 印发2024年县《政府工作报告》重点工作责任分解方案的通知: the name holds another one
_INNER_HOLDING = re.compile(r"(?:印发|转发|下发)(?P<t>[^《》]{1,20}《[^《》]+》.{4,120}?)的(?:通知|函)$")
_CARRIER = re.compile(r"(?:印发|转发|下发|发布|批转)")


def is_title_like(words: str) -> bool:
    """A line that could be (a part of) a title: no sentence marks, a title cue or a genre word."""
    if len(words) > 110 or _SENTENCE.search(words) or words.endswith(("：", ":", "，", ",")):
        return False
    if words[0] in "现经" and _LETTER.match(words):
        return False
    if "》" in words and (rest := words.rpartition("》")[2].strip()) and not _AFTER_QUOTED.match(rest):
        named = "关于" in words.partition("《")[0] or not _TELLS.search(words)
        return named and ends_with_genre(words)
    if _TITLE_CUE.search(words) is not None or ends_with_genre(words):
        return True
    return words[-1:] in ("）", ")", "号") and _NUMBER_BEHIND.search(words) is not None


@cache
def _genre_end() -> re.Pattern[str]:
    return fixed(
        rf"(?:{alternation('genres')})\s*(?:[（(][^（）()]{{0,16}}〔\d{{4}}〕\s*\d+\s*号\s*[）)])?(?:[（(](?:试\s*行|暂\s*行|草\s*案|送审稿|(?:公开)?征求意见稿|修订(?:版|稿)?|(?:现行)?有效|\s*\d{{4}}[^）)]{{0,16}})[）)])?\s*》?$"
    )


def ends_with_genre(words: str) -> bool:
    """Whether the words end as the name of a document does (…实施方案, …办法（试行）)."""
    return _genre_end().search(words) is not None


def clean_title(words: str) -> tuple[str, str | None]:
    """(title, 发文字号 or None) of a title to which a portal has added the number or a tag."""
    if page := _PAGE_TITLE.match(words):
        words = page["t"]
    words = _STATE_BEHIND.sub("", words)
    if (site := _SITE_BEHIND.search(words)) and ends_with_genre(words[: site.start()]):
        words = words[: site.start()]
    words = _TAG.sub("", words)
    if match := _NUMBER_BEHIND.search(words):
        return words[: match.start()].rstrip(), squeeze(match["n"] or match["m"])
    if match := _NUMBER_BEFORE.match(words):
        return words[match.end() :].lstrip(), squeeze(match["n"])
    return words, None


def squeeze_title(words: str) -> str:
    """A title without the white space that layout put into it, and without 《》 around all of it."""
    title = squeeze(words)
    if not (title.startswith("《") and title.endswith("》") and title.count("《") == 1):
        return title
    return title[1:-1].replace("〈", "《").replace("〉", "》")


_DASHES = str.maketrans("–—―－~～", "------")


def title_key(words: str) -> str:
    """A title as it is compared with another on the same page: widths of marks and kinds of dashes apart."""
    return bare(squeeze_title(words)).translate(_DASHES)


def is_carrier(words: str) -> bool:
    """Whether a title is that of a notice which carries a plan: …印发…的通知."""
    if "发" not in words and "转" not in words:
        return False
    words = squeeze_title(clean_title(words)[0])
    return _CARRIER.search(words) is not None and words.endswith(("通知", "函"))


def inner_title(words: str) -> str | None:
    """The name of the plan that a notice carries: 印发《…》的通知."""
    words = squeeze_title(clean_title(words)[0])
    if match := _INNER.search(words):
        return match.group(1)
    match = _INNER_PLAIN.search(words) or _INNER_HOLDING.search(words)
    return match["t"] if match else None


def akin(a: str, b: str) -> bool:
    """Whether one title holds the other, marks and spaces apart."""
    one, two = title_key(a), title_key(b)
    return one in two or two in one
