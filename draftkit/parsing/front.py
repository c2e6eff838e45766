"""The part before the first numbered heading: head, notice, signature of the notice, preamble."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from draftkit.lexicon.text import bare, squeeze
from draftkit.model import Paragraph, Role, Text
from draftkit.parsing.dates import find_date
from draftkit.parsing.join import Block
from draftkit.parsing.metadata import metadata_of
from draftkit.parsing.names import names_of
from draftkit.parsing.rows import doc_number_of, lists_bodies, printed_of
from draftkit.parsing.special import head_role, is_person, last_signers, number_below, order_of
from draftkit.parsing.titles import (
    akin,
    clean_title,
    ends_with_genre,
    inner_title,
    is_carrier,
    is_title_like,
    squeeze_title,
    title_key,
)

_LETTER = re.compile(
    r"现.{0,80}(?:印发|下发|转发|印送)|(?:遵照|认真|贯彻|组织).{0,8}(?:执行|落实|实施)。?$|(?:已经|业经|经)[^。]{2,40}(?:同意|通过)"
)
_NAMED = re.compile(
    r"现将《(?P<a>[^《》]*(?:〈[^〉]*〉[^《》]*)*)》|《(?P<b>[^《》]+)》(?:已经|业经|经)[^。]{2,40}(?:同意|通过)"
)
# The letter goes on with points of its own: the notice itself is the document.
_AS_FOLLOWS = re.compile(
    r"(?:如下|以下(?:几点|要求|事项|意见|工作))[^。]{0,12}[。：:]?$|(?:通知|要求|意见)如下"
)
_OPENNESS_WORD = re.compile(r"主动公开|依申请公开|不予公开|删减后公开|公开发布|不公开")
_LETTER_NEAR = 12  # blocks between the end of a letter and the title below it
_SIMPLE: dict[str, Role] = {
    "serial": "serial",
    "secrecy": "secrecy",
    "urgency": "urgency",
    "no_body": "residue",
}
_SIMPLE |= {"copy_to": "copy_to", "contact": "disclosure", "attachment_note": "attachment_note"}


@dataclass
class Head:
    """What the front and the tail of a document say; filled step by step."""

    mark: list[str] = field(default_factory=list)
    signature: list[str] = field(default_factory=list)
    doc_number: str | None = None
    signer: str | None = None
    titles: list[Text] = field(default_factory=list)
    title: str | None = None
    notice_title: str | None = None
    addressees: tuple[str, ...] = ()
    issued_on: str | None = None
    printed_by: str | None = None
    printed_on: str | None = None
    copied_to: tuple[str, ...] = ()
    disclosure: str | None = None
    preamble: list[Text] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    bare_notice: bool = False  # the notice goes on with points of its own, no plan follows


def split_addressees(words: str) -> tuple[str, ...]:
    """主送机关 split at ，outside brackets, the closing colon dropped."""
    text = re.sub(r"\s+", "", words).rstrip("：:")
    out, depth, at = [], 0, 0
    for i, char in enumerate(text):
        depth += (char in "（(") - (char in "）)")
        if depth == 0 and char in "，,；;":
            out.append(text[at:i])
            at = i + 1
    out.append(text[at:])
    return tuple(part for part in out if part)


_SIGNER = re.compile(r"^\s*签发人\s*[:：]\s*(\S.*)$")


def note_element(block: Block, head: Head) -> Role | None:
    """Elements that look the same in front and tail. Fills `head`; None when it is none of them."""
    words = block.words
    if found_signer := _SIGNER.match(words):
        head.signer = found_signer[1].strip()
        return "signer"
    if block.kind == "meta":
        for name, value in metadata_of(words):
            head.meta.setdefault(name, value)
        return "residue"
    if block.kind == "doc_number":
        found = doc_number_of(words)
        if found and head.doc_number is None:
            head.doc_number, head.signer = found[0], found[1] or head.signer
        return "doc_number"
    if block.kind == "date":
        if "年" in words or head.issued_on is None:
            head.issued_on = find_date(words) or head.issued_on
        return "date"
    if block.kind == "disclosure":
        match = _OPENNESS_WORD.search(squeeze(words))
        head.disclosure = head.disclosure or (match.group() if match else squeeze(words).strip("（）()"))
        return "disclosure"
    if block.kind == "printed" and (printed := printed_of(words)):
        head.printed_by = printed[0] or head.printed_by
        head.printed_on = find_date(printed[1])
        return "printed"
    if block.kind == "copy_to":
        listed = re.split(r"[:：]", words, maxsplit=1)[1].rstrip("。")
        if squeeze(words).startswith("主送"):
            head.addressees = head.addressees or split_addressees(listed)
        else:
            head.copied_to = head.copied_to or split_addressees(listed)
        return "copy_to"
    return _SIMPLE.get(block.kind)


class FrontReader:
    """Reads the blocks before the first heading one after the other.

    Stages: mark (before the addressee), letter (after it), signed (after a signature or date that
    is followed by more: then the letter was a notice and the plan itself begins).

    below: all blocks of the document but the first.
    """

    def __init__(self, blocks: list[Block], head: Head, below: list[Block]) -> None:
        self.blocks = blocks
        self.head = head
        self.below = below
        self.roles: list[Role] = []
        self.texts: list[int] = []  # indices of running text
        self.signed = False
        self.first_title = next(
            (i for i, b in enumerate(blocks) if b.kind == "text" and is_title_like(b.words)), 0
        )
        self._titled_again = self._last_repetition()

    @cached_property
    def later(self) -> str:
        """The words of all blocks but the first, in reading form; few documents ask for them."""
        return bare("".join(block.words for block in self.below))

    def _last_repetition(self) -> int:
        """Index of the last block that repeats the first title above addressee and letter, else 0."""
        if not self.blocks:
            return 0
        first = title_key(clean_title(self.blocks[self.first_title].words)[0])
        found = 0
        for i, block in enumerate(self.blocks[self.first_title + 1 : self.first_title + 24]):
            if block.kind == "addressee":
                break
            if (
                block.kind == "text"
                and len(first) > 8
                and title_key(clean_title(block.words)[0]).endswith(first)
            ):
                found = self.first_title + 1 + i
        return found

    def read(self) -> list[Paragraph]:
        """The paragraphs of the front, in order."""
        for index, block in enumerate(self.blocks):
            self.roles.append(self._role(index, block))
        self._issuer_blocks()
        self._titles()
        return [
            Paragraph(role, block.text, body_at=0)
            for role, block in zip(self.roles, self.blocks, strict=True)
        ]

    def _role(self, index: int, block: Block) -> Role:
        words = block.words
        if (special := self._special(index, words)) is not None:
            return special
        if (role := note_element(block, self.head)) is not None:
            return self._date_role(words) if role == "date" else role
        if block.kind == "label" and self.roles and self.roles[-1] == "attachment_note":
            return "attachment_note"
        if block.kind == "orgs":
            if self.texts and self.roles[-1] == "title" and self._letter_over():
                return "subtitle"  # who has written the plan that a notice forwards
            return "signature" if self.texts else "issuer_mark"
        if self._fragment(index, block):
            return self.roles[-1]
        if block.kind == "attachment_mark":
            self.signed = self.signed or bool(self.texts)
            return "attachment_mark"
        if block.kind == "addressee" and not self.head.addressees:
            self.head.addressees = split_addressees(words)
            return "addressee"
        if block.kind == "summary" and self._repeated(words):
            return "residue"
        if index < self.first_title and len(words) > 40 and self._stands_below(index, words):
            return "residue"  # a passage of the text, set above it by the page
        if self._between_titles(index, words):
            return "residue"
        if block.kind == "subtitle":
            self.head.issued_on = self.head.issued_on or find_date(words)
            return "subtitle"
        if self._is_title(index, block):
            return "title"
        if index < self.first_title and len(words) < 60 and "。" not in words:
            return "residue"  # words of a web page above the title
        if self._lists_addressees(index, words):
            self.head.addressees = split_addressees(words)
            return "addressee"
        self.texts.append(index)
        return "preamble"

    def _special(self, index: int, words: str) -> Role | None:
        """What only a 命令 or 纪要 has in its head, and the person who has signed."""
        if len(words) > 40:
            return None
        if self.texts:
            dated = index + 1 < len(self.blocks) and self.blocks[index + 1].kind == "date"
            return "signature" if dated and is_person(words) else None
        above = self.blocks[index - 1].words if index else ""
        role = head_role(words, self.roles, above)
        number, names = last_signers(words) or (number_below(words, above), words.strip())
        if role == "doc_number":
            self.head.doc_number = self.head.doc_number or number
        if role == "signer" or (role and last_signers(words)):
            self.head.signer = f"{self.head.signer}　{names}"
        return role

    def _letter_over(self) -> bool:
        """Whether the letter of a notice has been signed or dated."""
        return any(role in ("signature", "date") for role in self.roles[-_LETTER_NEAR:])

    def _between_titles(self, index: int, words: str) -> bool:
        """A crumb of a web page (首页, >政策) between the page's own title and the same title below."""
        if self.texts or self.head.addressees or len(words) > 30 or not self._titled_again:
            return False
        return self.first_title < index < self._titled_again and not re.search(r"[。，；：:《]", words)

    def _date_role(self, words: str) -> Role:
        """A date above the text: 题注 in brackets below the title, else what a portal has put there."""
        self.signed = bool(self.texts)
        if self.texts or self.head.addressees:
            return "date"
        if "title" in self.roles and words.startswith(("（", "(")):
            return "subtitle"
        return "date" if "doc_number" in self.roles else "residue"

    def _lists_addressees(self, index: int, words: str) -> bool:
        """主送机关 that have lost their colon stand between title and letter."""
        if self.texts or self.head.addressees or "title" not in self.roles or len(words) > 200:
            return False
        if not lists_bodies(words) or index + 1 >= len(self.blocks):
            return False
        return _LETTER.search(self.blocks[index + 1].words) is not None

    def _fragment(self, index: int, block: Block) -> bool:
        """The end of a name that a column of the signature cut off (…社会保⏎障局)."""
        if block.kind != "text" or not self.roles or self.roles[-1] not in ("signature", "issuer_mark"):
            return False
        words = squeeze(block.words)
        following = self.blocks[index + 1].kind if index + 1 < len(self.blocks) else ""
        return (
            len(words) <= 12
            and following in ("orgs", "date", "disclosure")
            and not re.search(r"[，。；：]", words)
        )

    def _repeated(self, words: str) -> bool:
        """Whether the opening of a cut-off summary stands again later in the document."""
        whole = bare(words)
        return any(whole[i : i + 10] in self.later for i in range(max(1, len(whole) - 12)))

    def _stands_below(self, index: int, words: str) -> bool:
        """Whether the paragraph is found again in the text (`later` holds all but the first block)."""
        return self.later.count(bare(words)) > (index > 0)

    def _is_title(self, index: int, block: Block) -> bool:
        words = block.words
        if not is_title_like(words):
            return _plain_title(block) and not self.texts and index + 1 < len(self.blocks)
        if not self.texts:
            return ends_with_genre(words) or "关于" in words or not self.head.titles
        return ends_with_genre(words) and (self.signed or len(words) <= 60)

    def _drop_site_names(self) -> None:
        """The name of a site above the words of its menu is no 发文机关标志, where others have signed."""
        if "signature" not in self.roles:
            return
        head = next((i for i, role in enumerate(self.roles) if role in ("title", "doc_number")), 0)
        menu = next((i for i in range(head) if self.roles[i] == "residue"), 0)
        for i in range(menu):
            if self.roles[i] == "issuer_mark" and not self._has_file_word(i):
                self.roles[i] = "residue"

    def _issuer_blocks(self) -> None:
        self._drop_site_names()
        mark = [
            order_of(row.words) or row.words
            for b, r in zip(self.blocks, self.roles, strict=True)
            if r == "issuer_mark"
            for row in b.rows
        ]
        signature = [
            row.words
            for b, r in zip(self.blocks, self.roles, strict=True)
            if r == "signature"
            for row in b.rows
            if not is_person(row.words)
        ]
        self.head.mark = names_of(mark)
        self.head.signature = names_of(signature)

    def _titles(self) -> None:
        """Which title is the notice's and which the plan's; what between them is the notice."""
        unique = self._unique_titles()
        if not unique:
            self._name_from_letter()
            return
        notice, plan = self._pair(unique)
        if notice is not None:
            self.roles[notice] = "notice_title"
            self.head.notice_title = squeeze_title(self._with_issuer(notice))
        self.head.title = squeeze_title(self._with_issuer(plan))
        for i in unique:
            if i not in (notice, plan):
                self.roles[i] = "residue" if i < (plan if notice is None else notice) else "preamble"
        self._preamble_from(plan, notice)

    def _unique_titles(self) -> list[int]:
        """The titles, each once; a portal repeats them with number or tag."""
        unique: list[int] = []
        known: set[str] = set()
        for i in [i for i, role in enumerate(self.roles) if role == "title"]:
            title, number = clean_title(self.blocks[i].words)
            self.head.doc_number = self.head.doc_number or number
            words = title_key(title).strip("（）")
            again = any(k.endswith(words) or words.endswith(k) for k in known)
            if again and not self._after_text(i):
                longer = len(unique) == 1 and len(words) > max(map(len, known))
                self.roles[unique[0] if longer else i] = "residue"
                if longer:  # the page's own title left the issuers out
                    unique = [i]
                    known.add(words)
            else:
                if not self._after_text(i):
                    known.add(words)
                unique.append(i)
        return unique

    def _name_from_letter(self) -> None:
        """Without any title the letter still names the plan: 现将《…》印发给你们."""
        for i in self.texts:
            if match := _NAMED.search(self.blocks[i].words):
                self.head.title = squeeze_title(match["a"] or match["b"])
                self.roles[i] = "notice_body"
                self.texts = [j for j in self.texts if j > i]
                break
        self._preamble_from(0)

    def _with_issuer(self, index: int) -> str:
        """A title 关于…的意见 whose first lines are the issuers' names right above it.

        Behind the 发文字号 such lines can only belong to the title; before it, a single line does
        when the number comes after the title (else it is the 发文机关标志).
        """
        words = self.blocks[index].words
        words, number = clean_title(words)
        self.head.doc_number = self.head.doc_number or number
        if not squeeze(words).startswith(("关于", "印发", "转发")):
            return words
        first = index
        while first > 0 and self.roles[first - 1] == "issuer_mark" and not self._has_file_word(first - 1):
            first -= 1
        numbered = "doc_number" in self.roles[:first]
        alone = sum(role == "issuer_mark" for role in self.roles) == 1
        same_look = self.blocks[first].style.centred == self.blocks[index].style.centred
        if (
            first == index
            or not same_look
            or not (numbered or (alone and "doc_number" not in self.roles[:index]))
        ):
            return words
        for above in range(first, index):
            self.roles[above] = self.roles[index]
        return "".join(squeeze(self.blocks[i].words) for i in range(first, index)) + words

    def _has_file_word(self, index: int) -> bool:
        return squeeze(self.blocks[index].words).endswith("文件")

    def _after_text(self, index: int) -> bool:
        return any(t < index for t in self.texts)

    def _pair(self, titles: list[int]) -> tuple[int | None, int]:
        if len(titles) == 1:
            return None, titles[0]
        first, last = titles[0], titles[-1]
        for i in titles:
            words = self.blocks[i].words
            if is_carrier(words):
                inner = inner_title(words)
                behind = [j for j in titles if j > i]
                behind = [j for j in behind if not is_carrier(self.blocks[j].words)] or behind
                if not behind:
                    return None, i  # the plan follows without a title of its own
                same = [j for j in behind if inner and akin(inner, self.blocks[j].words)]
                return i, (same or behind)[0]
        if self.signed and bare(self.blocks[first].words) == bare(self.blocks[last].words):
            return None, last
        return (None, first) if not self.signed else (first, last)

    def _preamble_from(self, plan: int, notice: int | None = None) -> None:
        """Which of the texts are the letter of the notice and which the preamble of the plan."""
        signed = self._letter_signed()
        named = self.head.title is not None and notice is None and inner_title(self.head.title)
        for i in self.texts:
            words = self.blocks[i].words
            if notice is not None:
                letter = i < plan
            elif i < signed:
                letter = True
            else:
                letter = bool(named and not self.head.preamble and _LETTER.search(words))
                if letter and _AS_FOLLOWS.search(words):
                    self.head.bare_notice, letter = True, False
            if letter:
                self.roles[i] = "notice_body"
            else:
                self.head.preamble.append(self.blocks[i].text)

    def _letter_signed(self) -> int:
        """Index of the last signature or date behind a letter of the notice, 0 when there is none."""
        ends = [
            i for i, role in enumerate(self.roles) if role in ("signature", "date") and self._after_text(i)
        ]
        letter = ends and any(_LETTER.search(self.blocks[i].words) for i in self.texts if i < ends[-1])
        return ends[-1] if letter else 0


def _plain_title(block: Block) -> bool:
    """A short line without marks that stands alone at the top may be a title without genre word."""
    words = block.words
    return block.style.centred and len(words) <= 60 and not re.search(r"[。；，：:,]", words)
