"""How a text of one place reads when another place says it (本地化).

What speaks of the source is found first (bodies, lower governments, level words, place names), then
each find is said in the words of the target. Names in 《》 and 发文字号 are never touched.
"""

from __future__ import annotations

import re
from dataclasses import replace

from draftkit.lexicon import departments, levels
from draftkit.lexicon.bodies import Form
from draftkit.lexicon.mentions import Mention, scan
from draftkit.localities import words
from draftkit.localities.changes import (
    Change,
    ChangeKind,
    Localised,
    OpenKind,
    OpenPoint,
    Spoken,
    of_bodies,
    without_doubles,
)
from draftkit.localities.locality import Locality
from draftkit.localities.offices import given_firm, party_office
from draftkit.model import Level

_AFTER_LOWER = "，。、；：）〕,;:)要应负按落结可须"


def localise(text: str, source: Locality, target: Locality, *, form: Form = "short") -> str:
    """The text as `target` would say it (本地化). form: ``full`` for signatures and heads."""
    return localise_detailed(text, source, target, form=form).text


def localise_detailed(text: str, source: Locality, target: Locality, *, form: Form = "short") -> Localised:
    """Like `localise`, with every change and every point that is left open."""
    if not text or source == target:
        return Localised(text)
    work = _Work(text, source, target, form)
    work.run()
    return work.result()


class _Work:
    """One text on its way from one place to another."""

    def __init__(self, text: str, source: Locality, target: Locality, form: Form) -> None:
        self.text = text
        self.source = source
        self.target = target
        self.form = form
        self.lower = levels.rank(target.level) > levels.rank(source.level)
        self.same = target.level == source.level
        self.taken = bytearray(len(text))
        self.changes: list[Change] = []
        self.open: list[OpenPoint] = []

    def run(self) -> None:
        for match in words.PROTECTED.finditer(self.text):
            self._take(match.start(), match.end())
        self._authorities()
        self._lower_places()
        self._loose_lower_places()
        self._bodies()
        self._foreign_places()
        for match in words.LEVEL_SERIES.finditer(self.text):
            if self._free(match.start(), match.end()):
                self._take(match.start(), match.end())
        for word in words.find(self.text, self.source):
            if self._free(word.start, word.end):
                self._word(word)

    def result(self) -> Localised:
        changes = sorted(self.changes, key=lambda change: change.start)
        changes = [
            replace(change, new=words.as_called(change.new, self.target.suffix))
            for change in without_doubles(changes, self.text, self.target)
        ]
        pieces, at = [], 0
        for change in changes:
            pieces += [self.text[at : change.start], change.new]
            at = change.end
        pieces.append(self.text[at:])
        return Localised(
            "".join(pieces), tuple(changes), tuple(sorted(self.open, key=lambda point: point.start))
        )

    # --- book-keeping ------------------------------------------------------------------------

    def _free(self, start: int, end: int) -> bool:
        return not any(self.taken[start:end])

    def _take(self, start: int, end: int) -> None:
        self.taken[start:end] = b"\x01" * (end - start)

    def _change(self, start: int, end: int, new: str, kind: ChangeKind) -> None:
        old = self.text[start:end]
        if new != old:
            self.changes.append(Change(start, end, old, new, kind))

    def _ask(self, kind: OpenKind, start: int, end: int, reason: str, proposal: str = "") -> None:
        self.open.append(OpenPoint(kind, self.text[start:end], reason, start, end, proposal))

    # --- whose decisions are followed --------------------------------------------------------

    def _authorities(self) -> None:
        """落实省委、省政府部署: below, one follows the superior's decisions and those of one's own."""
        if self.source.level == "nation":
            for match in words.REPORTED.finditer(self.text):
                self._take(*match.span())
                self._change(*match.span(), self.target.unit("gov") or match.group(), "unit")
            return
        if not self.lower:
            return
        for match in words.AUTHORITY.finditer(self.text):
            start, end = match.span("who")
            own = [self.target.unit(key) for key in ("party_committee", "gov")]
            if not all(own) or not self._free(start, end):
                continue
            self._take(start, end)
            self._change(end, end, "、" + "、".join(name or "" for name in own), "level")

    # --- lower governments -------------------------------------------------------------------

    def _lower_places(self) -> None:
        for match in levels.LOWER.finditer(self.text):
            start, end = match.span()
            if not self._free(start, end):
                continue
            if not self._speaks_of_lower(match):
                continue
            self._take(start, end)
            body = self._body_at(end) if not match.group("government") else None
            if body is not None:
                self._lower_body(start, end, body)
            elif match.group("government"):
                self._change(start, end, self.target.lower_governments(), "subordinate")
            else:
                tail = "、" if match.group("anywhere") and self.text[end : end + 1] == "各" else ""
                self._change(start, end, self.target.lower_places() + tail, "subordinate")

    def _speaks_of_lower(self, match: re.Match[str]) -> bool:
        """Whether a phrase for lower governments of the source must become one of the target."""
        if self.same or match.group("village"):
            return False
        named = levels.highest_named(match)
        if named is None:
            return True
        if self.lower:
            return levels.rank(named) <= levels.rank(self.target.level)
        below = levels.below(self.source.level)
        if below is None or levels.rank(named) > levels.rank(below):
            return False
        return bool(match.group("government")) or self.text[match.end() : match.end() + 1] in _AFTER_LOWER

    def _loose_lower_places(self) -> None:
        for match in levels.LOWER_LOOSE.finditer(self.text):
            named: Level = "county" if match.group("county") else "city"
            if (
                self.lower
                and not self._in_chain(match)
                and levels.rank(named) <= levels.rank(self.target.level)
                and self._free(*match.span())
            ):
                self._ask("subordinate", *match.span(), "原文说的是下级各地，请改为本级的说法")

    def _in_chain(self, match: re.Match[str]) -> bool:
        """Whether the words stand in a row of three levels or more (省与设区市、设区市与县…)."""
        return any(
            row.start() <= match.start() < row.end() and len(re.findall("[、与和]", row.group())) > 1
            for row in words.LEVEL_SERIES.finditer(self.text)
        )

    def _foreign_places(self) -> None:
        for match in words.PLACE_LIST.finditer(self.text):
            if self._free(*match.span()):
                self._ask("place", *match.span(), "原文地方所辖的地名，请改为本地的")

    def _body_at(self, start: int) -> Mention | None:
        found = scan(self.text[start : start + 24])
        return found[0] if found and found[0].start == 0 and not found[0].prefix else None

    def _lower_body(self, start: int, end: int, body: Mention) -> None:
        stop = end + body.end
        self._take(end, stop)
        below = levels.below(self.target.level)
        name = (
            None
            if below in (None, "township") or body.generic
            else departments.name_of(body.key, below or "county")
        )
        if body.generic and below != "township":
            name = "　" + body.stem
        if name is None:
            self._ask(
                "subordinate",
                start,
                stop,
                "下级部门在本级没有对应，已改为下级政府",
                self.target.lower_governments(),
            )
            self._change(start, stop, self.target.lower_governments(), "subordinate")
            return
        self._change(start, stop, self.target.lower_places() + name[1:], "subordinate")

    # --- bodies ------------------------------------------------------------------------------

    def _bodies(self) -> None:
        mentions = scan(
            self.text,
            places=words.vocabulary(self.source).places,
            names={name: key for key, name in self.source.units.items()},
        )
        spoken: list[Spoken] = []
        for mention in mentions:
            if not self._free(mention.start, mention.end):
                continue
            self._take(mention.start, mention.end)
            office = self._party_office(mention)
            if office is not None:
                spoken.append(office)
                continue
            new = self._body_name(mention)
            if new is not None:
                spoken.append(Spoken(mention, new))
        self.changes += of_bodies(self.text, spoken, self.target, merge=not self.same)
        if self.target.level == "township" and not self.same and any(not s.mention.generic for s in spoken):
            first = spoken[0].mention
            self._ask(
                "unit", first.start, first.end, "乡镇内设机构的名称各地不同，请按本地实际核对", spoken[0].new
            )

    def _party_office(self, m: Mention) -> Spoken | None:
        office = party_office(self.text, m, self.target)
        if office is None or not self._is_own(m) or not self._free(m.end, office[1]):
            return None
        key, end, name = office
        self._take(m.end, end)
        return Spoken(replace(m, end=end, key=key, text=self.text[m.start : end]), name)

    def _body_name(self, m: Mention) -> str | None:
        """The name in the target's words; None to leave the mention alone."""
        kind = departments.row(m.key)["kind"]
        if kind in ("local", "area") or not self._is_own(m):
            self._ask_about_foreign(m, kind)
            return None
        if kind == "enterprise":
            self._firm(m)
            return None
        if m.generic:
            return self._prefixed(m)
        if self.same and not self._called_otherwise(m):
            return self._same_level(m)
        return self._renamed(m)

    def _firm(self, m: Mention) -> None:
        """A firm of the source's place: the one that the locality names, else a question."""
        start, end = words.start_of_name(self.text, m.start), words.end_of_firm(self.text, m.end)
        given = None if m.generic else given_firm(m, self.target)
        if given is not None:
            self._take(start, end)
            self._change(start, end, given, "unit")
        elif (m.place or m.word) and self.lower:
            self._take(start, end)
            self._ask("unit", start, end, "企业按本地实际填写", departments.proposal(m.key))

    def _is_own(self, m: Mention) -> bool:
        if m.relation in ("subordinate", "series"):
            return False
        if m.relation == "nation":
            # 党中央、国务院 and 全国人大 stay what they are in every plan.
            return self.source.level == "nation" and departments.row(m.key)["kind"] not in ("gov", "people")
        if m.branch is not None:
            return m.branch in (self.source.short, self.source.name)
        if m.place is not None:
            own = self.source.name
            return m.place in (own, self.source.short) or (bool(own) and m.place.endswith(own))
        return not m.word or m.word in (self.source.word, self.source.prefix)

    def _ask_about_foreign(self, m: Mention, kind: str) -> None:
        if kind == "area" and m.place:
            self._ask("place", m.start, m.end, "原文地方的开发区、功能区，请改为本地的，没有的删去")
        if self.same or m.relation in ("nation", "series"):
            return
        if kind == "vertical" and m.place:
            self._ask(
                "place",
                m.start,
                m.end,
                "垂直管理机构带有外地地名，请改为本地机构",
                self.target.unit(m.key) or "",
            )
        elif m.branch is not None and m.place in (self.source.name, self.source.short):
            self._ask(
                "place", m.start, m.end, "派出机构带有外地地名，请改为本地机构", self.target.unit(m.key) or ""
            )

    def _called_otherwise(self, m: Mention) -> bool:
        keys = self.target.shape.units | self.source.shape.units
        return m.key in keys

    def _prefixed(self, m: Mention) -> str:
        """The same name behind the target's prefix."""
        if not m.prefix:
            return m.text
        return self._prefix(m.prefix) + m.text[len(m.prefix) :]

    def _prefix(self, prefix: str) -> str:
        source, target = self.source, self.target
        for old, new in ((source.name, target.name), (source.grade, target.grade)):
            if old and prefix.endswith(old):
                return prefix[: -len(old)] + new
        for old in (source.prefix, source.word):
            if prefix.endswith(old):
                return prefix[: -len(old)] + (
                    target.word if prefix[: -len(old)] in ("我", "本") else target.prefix
                )
        if source.short and prefix.endswith(source.short):
            return prefix[: -len(source.short)] + target.short
        return prefix

    def _same_level(self, m: Mention) -> str:
        if m.branch is not None:
            return m.text.replace(self.source.short, self.target.short)
        if m.prefix:
            return self._prefixed(m)
        if m.place and self.source.name:
            return m.text.replace(self.source.name, self.target.name)
        if m.word and m.stem == m.text and self.source.prefix in m.text[:3]:
            return m.text.replace(self.source.prefix, self.target.prefix, 1)
        return m.text

    def _renamed(self, m: Mention) -> str | None:
        bare = m.relation == "bare" and not m.branch
        form: Form = "full" if self.form == "full" or self._in_full(m) else "short"
        carried = departments.carrier(m.key, self.target.level)
        if words.STANDING_OFFICE.search(m.stem) or (bare and len(m.stem) < 3):
            # 安委会办公室 is one at every level; a bare 法院 is the court of whatever level.
            return self._prefixed(m)
        overridden = carried in self.target.shape.units or m.key in self.target.shape.units
        if not overridden and m.prefix and self.form == "short" and self._fits(m.stem, carried):
            return self._prefixed(m)
        if not overridden and bare and self._fits(m.stem, carried):
            return m.text
        new = self.target.unit(m.key, form, bare=bare)
        if new is not None and bare and new.startswith("委"):
            return m.text  # 社会工作部 after 县委政法委 shares 县委
        if new is None:
            proposal = departments.proposal(m.key) or "请写明本级承担这项工作的单位"
            self._ask("unit", m.start, m.end, "本级没有对应的单位", proposal)
        return new

    def _in_full(self, m: Mention) -> bool:
        """Whether the source names the body with its place (东川市民政局, 国家税务总局…)."""
        if m.prefix:
            return m.place is not None and m.place == self.source.name
        return m.place is not None and m.text.startswith(("国家", "中国", "中共", "共青团"))

    def _fits(self, stem: str, key: str) -> bool:
        """Whether a name is used at the target's level too (民政局, 住房和城乡建设局)."""
        if self.target.level == "township":
            return False
        row = departments.row(key)
        names = (row[f"{self.target.level}_full"], row[f"{self.target.level}_short"])
        return any(name.removeprefix("中共").removeprefix("{L}") == stem for name in names)

    # --- level words and places --------------------------------------------------------------

    def _word(self, word: words.Word) -> None:
        self._take(word.start, word.end)
        if word.when_lower == "never" or (self.lower and word.when_lower != "map"):
            self._kept(word)
            return
        if word.kind == "body":
            self._unknown_body(word)
            return
        new = self._said(word)
        self._change(word.start, word.end, new, "level" if word.kind == "level" else "place")

    def _kept(self, word: words.Word) -> None:
        if word.kind == "level" and word.when_lower != "never":
            self._named_superior(word)
        if word.when_lower in ("keep", "never"):
            return
        kind: OpenKind = "superior"
        if word.kind == "named":
            kind = "platform"
        if word.kind == "platform":
            kind = "platform"
            if self.text[word.start : word.end] == self.source.name:
                self._change(word.start, word.end, self.source.prefix, "platform")
        elif word.kind == "institution":
            kind = "place"
        end = words.end_of_name(self.text, word.end)
        start = words.start_of_name(self.text, word.start) if kind == "place" else word.start
        self._ask(kind, start, end, word.reason)

    def _named_superior(self, word: words.Word) -> None:
        """市财政 of a 地级市 in the paper of a 县级市, where 市 is the locality: 青洛市财政."""
        source, old = self.source, self.text[word.start : word.end]
        if not (self.lower and source.name and source.prefix == self.target.word == source.word):
            return
        if old in (source.word, source.grade, source.whole):
            new = old.replace(source.whole, source.name).replace(source.word, source.name, 1)
            self._change(word.start, word.end, source.name if old == source.whole else new, "level")

    def _swapped(self, old: str) -> str:
        """The same words with the other level word; between equal levels nothing else changes."""
        for mine, theirs in ((self.source.prefix, self.target.prefix), (self.source.word, self.target.word)):
            if mine in old:
                return old.replace(mine, theirs, 1)
        return old

    def _unknown_body(self, word: words.Word) -> None:
        old = self.text[word.start : word.end]
        new = self._swapped(old)
        if not self.same:
            for ending, lower_ending in words.ENDINGS.get(self.target.level, ()):
                new = new.removesuffix(ending) + lower_ending if new.endswith(ending) else new
            self._ask("unit", word.start, word.end, word.reason, new)
        self._change(word.start, word.end, new, "unit")

    def _said(self, word: words.Word) -> str:
        target, old = self.target, self.text[word.start : word.end]
        if self.same and word.kind == "level" and word.new != "nation":
            return self._swapped(old)
        if word.kind == "named":
            new = old.replace(self.source.name, target.name) if self.source.name else old
            return new.replace(self.source.short, target.short)
        if word.kind in ("platform", "institution"):
            return target.name if old == self.source.name else target.short
        if word.kind == "abbr":
            return target.short
        if word.new == "nation":
            return {"我国": target.our, "本国": target.own}.get(old, target.whole)
        if word.new in ("{name}", "{short}"):
            return target.name if word.new == "{name}" else target.short
        # A level word written with or without 级 keeps its form.
        grade = target.grade if old.endswith("级") else target.word
        said = word.new.replace("{W级}", grade).replace("{W}", target.word).replace("{P}", target.prefix)
        return said.replace("{gov}", target.unit("gov") or "") if "{gov}" in said else said
