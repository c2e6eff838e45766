"""Locality: the jurisdiction for which one drafts, or whose document one reads (地方)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from draftkit.lexicon import departments, levels, places
from draftkit.lexicon.bodies import Form
from draftkit.localities import lower
from draftkit.model import LEVELS, Level

Hole = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class TargetValue:
    """A figure that the locality sets for itself (本地指标). value: number as given, None when only
    the deadline is given. unit: ``%``, ``家`` …, None without one. deadline: ``2026`` or an ISO date.
    """

    value: str | None
    unit: str | None = None
    deadline: str | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """What decides the wording of a text for a locality, apart from the values filled into it.

    Two localities of the same shape get the same text with other values, so that one bound
    template serves both. units: keys of the bodies that are called otherwise than by rule.
    lower: whether the names of the lower governments are the locality's own.
    """

    level: Level
    suffix: str
    units: frozenset[str] = frozenset()
    lower: bool = False


@dataclass(frozen=True)
class Locality:
    """A jurisdiction and its words (地方).

    name: in full (兰溪县), ``""`` when unknown. level: of the five levels. short: 兰溪; derived from
    the name unless given. suffix: 县, 区, 市, 旗, 自治州 …, derived likewise; ``国`` for the nation.
    parents: superior places, highest first. code_word: 发文机关代字 or None. issuers: 发文机关.
    addressees: 主送机关. units: names of bodies that differ from the rule, by key or by field
    (卫生健康). targets, facts: what templates ask for. issued_on: ISO date or None.
    certain: False when it was only guessed from a document.
    """

    name: str
    level: Level
    short: str = ""
    suffix: str = ""
    parents: tuple[str, ...] = ()
    code_word: str | None = None
    issuers: tuple[str, ...] = ()
    addressees: tuple[str, ...] = ()
    units: Mapping[str, str] = field(default_factory=dict)
    targets: Mapping[str, TargetValue] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    issued_on: str | None = None
    certain: bool = True
    _hole: Hole | None = field(default=None, compare=False, repr=False)
    _open: Shape | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        parsed = places.parse(self.name)
        derived = {"short": self.short or parsed.short, "suffix": self.suffix or self._own_suffix(parsed)}
        derived_units = {_body_key(key): name for key, name in self.units.items()}
        for name, value in {**derived, "units": derived_units}.items():
            object.__setattr__(self, name, value)

    def _own_suffix(self, parsed: places.Name) -> str:
        if self.level == "nation":
            return "国"
        return parsed.suffix or departments.WORDS[self.level]

    # --- construction ------------------------------------------------------------------------

    @classmethod
    def load(cls, path: Any) -> Locality:
        """Read one locality from a YAML file (读取地方信息). Raises LocalityError, InputError."""
        from draftkit.localities import loading

        return loading.load(path)

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any], where: str | None = None) -> Locality:
        """Check and build a locality from plain values, as they stand in YAML. Raises LocalityError."""
        from draftkit.localities import loading

        return loading.from_mapping(values, where)

    @classmethod
    def abstract(
        cls, level: Level, suffix: str, hole: Hole, *, units: Iterable[str] = (), lower: bool = False
    ) -> Locality:
        """A locality of which only level and suffix are known (抽象地方).

        Everything else answers with ``hole(key)``, an opaque one-letter token; fill the token with
        ``locality.value(key)``. units, lower: as in `Shape`.
        """
        shape = Shape(level, suffix, frozenset(units), lower)
        return cls(hole("name"), level, short=hole("short"), suffix=suffix, _hole=hole, _open=shape)

    @classmethod
    def of_shape(cls, shape: Shape, hole: Hole) -> Locality:
        """The abstract locality of a shape."""
        return cls.abstract(shape.level, shape.suffix, hole, units=shape.units, lower=shape.lower)

    @property
    def shape(self) -> Shape:
        """What drafting may bind once for all localities that share it."""
        if self._open is not None:
            return self._open
        return Shape(self.level, self.suffix, frozenset(self.units), bool(self._own_lower()))

    def but(self, **changes: Any) -> Locality:
        """A copy with some fields changed."""
        if "name" in changes:
            changes = {"short": "", "suffix": "", **changes}
        return replace(self, **changes)

    # --- words -------------------------------------------------------------------------------

    @property
    def word(self) -> str:
        """What follows 全 and 我: 县, 市, 区, 旗, 州, 镇 (自治区 → 区)."""
        if self.level == "nation":
            return "国"
        return places.by_suffix(self.suffix).word or departments.WORDS[self.level]

    @property
    def prefix(self) -> str:
        """What stands before a body: 县 in 县民政局 (自治区 for an autonomous region)."""
        if self.level == "nation":
            return "国家"
        return places.by_suffix(self.suffix).prefix or departments.WORDS[self.level]

    @property
    def whole(self) -> str:
        """全县."""
        return "全" + self.word

    @property
    def our(self) -> str:
        """我县."""
        return "我" + self.word

    @property
    def own(self) -> str:
        """本县."""
        return "本" + self.word

    @property
    def grade(self) -> str:
        """县级."""
        return (
            "国家级"
            if self.level == "nation"
            else ("自治区级" if self.prefix == "自治区" else self.word + "级")
        )

    @property
    def direct(self) -> str:
        """县直."""
        return "中央和国家机关" if self.level == "nation" else self.word + "直"

    @property
    def ancestors(self) -> tuple[tuple[str, Level], ...]:
        """The superior places with their levels, highest first."""
        return tuple((name, _parent_level(name, index, self)) for index, name in enumerate(self.parents))

    def parent(self, level: Level) -> str | None:
        """The superior place of a level, None when it is not given."""
        return next((name for name, known in self.ancestors if known == level), None)

    # --- bodies ------------------------------------------------------------------------------

    def unit(self, key: str, form: Form = "short", *, bare: bool = False) -> str | None:
        """The name of a body here; None when this level has none (本地机构名称).

        key: of departments.csv, or a field of work (卫生健康). form: short (县卫生健康局) or full, with
        the place (兰溪县卫生健康局). bare: without level word, as in a list that shares it.
        """
        known = departments.key_of(key) if departments.find_row(key) is None else key
        if known is None or (known != key and departments.row(known)["kind"] == "enterprise"):
            return self._given(key)
        carried = departments.carrier(known, self.level)
        override = self._override(known, carried, form, bare)
        return override if override is not None else self._by_rule(carried, form, bare)

    def _given(self, key: str) -> str | None:
        """A name that stands under no key of departments.csv, or under one of several firms."""
        if self._hole is not None and self._open is not None:
            return self._hole(_unit_key(key, "short", False)) if key in self._open.units else None
        return self.units.get(key)

    def _override(self, key: str, carried: str, form: Form, bare: bool) -> str | None:
        if self._hole is not None and self._open is not None:
            for candidate in (key, carried):
                if candidate in self._open.units:
                    return self._hole(_unit_key(candidate, form, bare))
            return None
        name = self.units.get(key) or self.units.get(carried)
        return None if name is None else self._shaped(name, form, bare)

    def _shaped(self, name: str, form: Form, bare: bool) -> str:
        """A given name in the wanted form: with place, with level word, or with neither."""
        stem = name.removeprefix(self.name) if self.name else name
        stem = stem if stem != name else name.removeprefix(self.prefix)
        if stem == name:  # a name of its own kind (…市医疗保障局兰溪分局)
            return name
        return stem if bare else (self.name if form == "full" else self.prefix) + stem

    def _by_rule(self, key: str, form: Form, bare: bool) -> str | None:
        level = self._naming_level(key)
        cell = departments.row(key)["township" if level == "township" else f"{level}_{form}"]
        by_place = any(slot in cell for slot in ("{P}", "{S}", "{U}"))
        if self._hole is not None and by_place:
            return self._hole(_unit_key(key, form, bare))
        place = self.name if form == "full" or by_place else None
        parent = self.parent("city") if self._hole is None else None
        name = departments.name_of(key, level, form, word=self.prefix, place=place, parent=parent)
        if name is None or not bare:
            return name
        return name.removeprefix(self.name if form == "full" and self.name else self.prefix)

    def _naming_level(self, key: str) -> Level:
        """A 直辖市 calls its bodies as a city does (市教育局), not as a province (省教育厅)."""
        if self.level == "province" and self.prefix == "市":
            return "city" if departments.row(key)["province_short"].endswith("厅") else "province"
        return self.level

    # --- what lies below ---------------------------------------------------------------------

    def lower_governments(self) -> str:
        """The governments below, as one addresses them: 各乡镇人民政府、街道办事处."""
        if self._hole is not None and self._open is not None and self._open.lower:
            return self._hole("lower.governments")
        return self._own_lower() or levels.lower_governments(self.level, self.suffix)

    def lower_places(self) -> str:
        """The places below: 各乡镇（街道）."""
        if self._hole is not None and self._open is not None and self._open.lower:
            return self._hole("lower.places")
        own = self._own_lower()
        return lower.as_places(own) if own else levels.lower_places(self.level, self.suffix)

    def _own_lower(self) -> str | None:
        return lower.named(self.addressees, self.level) if self.addressees else None

    # --- values ------------------------------------------------------------------------------

    def value(self, key: str) -> str:
        """The words that fill the token of `key` (see `abstract`). Raises KeyError when unknown."""
        if self._hole is not None:
            return self._hole(key)
        if key in ("name", "short", "word", "prefix"):
            return str(getattr(self, key))
        if key == "lower.governments":
            return self.lower_governments()
        if key == "lower.places":
            return self.lower_places()
        if key.startswith("parent."):
            level = levels.level_of(key.removeprefix("parent."))
            return (self.parent(level) if level else None) or ""
        if key.startswith("unit."):
            return self._unit_value(key)
        raise KeyError(key)

    def _unit_value(self, key: str) -> str:
        _, unit, *rest = key.split(".")
        form: Form = "full" if "full" in rest else "short"
        return self.unit(unit, form, bare="bare" in rest) or ""


def _body_key(key: str) -> str:
    """Key of a body under which a name is kept; firms share a key (水务集团, 城投集团) and keep their own."""
    known = departments.key_of(key)
    return key if known is None or departments.row(known)["kind"] == "enterprise" else known


def _unit_key(key: str, form: Form, bare: bool) -> str:
    return f"unit.{key}.{form}" + (".bare" if bare else "")


def _parent_level(name: str, index: int, locality: Locality) -> Level:
    """Level of a superior place: by its name, else by its place in the chain."""
    possible = [x for x in places.parse(name).levels if levels.rank(x) < levels.rank(locality.level)]
    if places.province_of(name) and places.province_of(name + "省") is not None and index == 0:
        return "province"
    if len(possible) == 1:
        return possible[0]
    remaining = len(locality.parents) - index
    return LEVELS[max(1, levels.rank(locality.level) - remaining)]
