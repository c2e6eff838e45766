"""Texts made of what the genre is made of: mixed, repeated without end, or real ones with faults put in."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import yaml

_FRAGMENTS = Path(__file__).with_name("fragments.yaml")
_DIGITS = "〇一二三四五六七八九"
_LARGEST = 1_000_000  # bytes in UTF-8, what the bar of speed is stated for


@cache
def groups() -> dict[str, list[str]]:
    """The fragments by what they are."""
    loaded: dict[str, list[str]] = yaml.safe_load(_FRAGMENTS.read_text(encoding="utf-8"))
    return loaded


@cache
def fragments() -> list[str]:
    """All fragments."""
    return [str(fragment) for group in groups().values() for fragment in group]


def chinese(number: int) -> str:
    """1 … 99 as headings count; more than that digit by digit."""
    if number > 99:
        return "".join(_DIGITS[int(d)] for d in str(number))
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones or not tens else "")


def filled(fragment: str, number: int) -> str:
    """A fragment with its counters filled."""
    if "{n}" in fragment:
        fragment = fragment.replace("{n}", str(number))
    return fragment.replace("{c}", chinese(number)) if "{c}" in fragment else fragment


def some(dice: random.Random, count: int) -> list[str]:
    """Fragments, from few groups or from all."""
    if dice.random() < 0.5:
        names = dice.sample(sorted(groups()), dice.randint(1, 3))
        pool = [str(f) for name in names for f in groups()[name]]
    else:
        pool = fragments()
    return [dice.choice(pool) for _ in range(count)]


def mixed(dice: random.Random) -> str:
    """Fragments in any order."""
    return "".join(filled(f, i // 3 + 1) for i, f in enumerate(some(dice, dice.randint(0, 250))))


def repeated(dice: random.Random, most: int = _LARGEST) -> str:
    """Few fragments over and over, up to `most` bytes: where time grows faster than length, it shows."""
    unit = some(dice, dice.choice((1, 1, 2, 3, 4, 6, 10)))
    size = int(2000 * (most / 2000) ** dice.random())
    between = dice.choice(("", "", "\n", "\n", "。", "、", " "))
    end = f"{between}" if dice.random() < 0.5 else "\n"
    length = max(len(("".join(unit) + end).encode("utf-8", "surrogatepass")), 1)
    body = [between.join(filled(f, n) for f in unit) + end for n in range(1, size // length + 2)]
    head = "".join(filled(f, 1) for f in some(dice, dice.randint(0, 6))) if dice.random() < 0.4 else ""
    tail = "".join(filled(f, 1) for f in some(dice, dice.randint(0, 6))) if dice.random() < 0.4 else ""
    words = head + "".join(body) + tail
    return (
        words.encode("utf-8", "surrogatepass")[:most].decode("utf-8", "ignore")
        if len(words) * 3 > most
        else words
    )


def spoiled(text: str, dice: random.Random) -> str:
    """A real text with faults: lines lost, doubled, moved, cut; odd fragments anywhere."""
    lines = text.split("\n")
    for _ in range(dice.choice((1, 3, 10, 40))):
        at, other = dice.randrange(len(lines)), dice.randrange(len(lines))
        way = dice.randrange(7)
        if way == 0 and len(lines) > 1:
            del lines[at]
        elif way == 1:
            lines.insert(at, lines[other])
        elif way == 2:
            lines[at], lines[other] = lines[other], lines[at]
        elif way == 3:
            lines[at] = lines[at][: dice.randrange(len(lines[at]) + 1)]
        elif way == 4 and at + 1 < len(lines):
            lines[at : at + 2] = [lines[at] + lines[at + 1]]
        else:
            place = dice.randrange(len(lines[at]) + 1)
            lines[at] = lines[at][:place] + filled(dice.choice(fragments()), at + 1) + lines[at][place:]
    return dice.choice(("\n", "\n", "\n", "", " ", "\n\n", "\r\n")).join(lines)


def anything(dice: random.Random) -> str:
    """Characters of any kind."""
    ranges = (
        (0, 0x2FF),
        (0x2000, 0x32FF),
        (0x4E00, 0x4E80),
        (0xD7F0, 0xE010),
        (0xFE00, 0x10010),
        (0x10FF00, 0x10FFFF),
    )
    return "".join(chr(dice.randint(*dice.choice(ranges))) for _ in range(dice.randint(1, 600)))


def text_of(dice: random.Random, samples: list[str], most: int = _LARGEST) -> str:
    """One text of any of these ways."""
    way = dice.random()
    if way < 0.35:
        return mixed(dice)
    if way < 0.6:
        return spoiled(dice.choice(samples), dice)
    if way < 0.95:
        return repeated(dice, most)
    return anything(dice)
