"""A line on standard error that tells how far a batch is (进度)."""

from __future__ import annotations

import sys
import time
from typing import TextIO


class Progress:
    """Counts finished plans; shows rate and time left, on a terminal in place, else now and then.

    done: how many are finished. The rate counts from the first that is made in this call.
    """

    def __init__(self, total: int, stream: TextIO | None = None) -> None:
        self._total = total
        self._stream = stream or sys.stderr
        self._terminal = self._stream.isatty()
        self._shown = time.monotonic()
        self._since: float | None = None
        self._made = 0
        self.done = 0
        self._drawn = False

    def step(self, count: int = 1, *, made: bool = True) -> None:
        """So many more are finished. made: now, not in an earlier call."""
        self.done += count
        now = time.monotonic()
        if self._since is not None:
            self._made += count if made else 0
        elif made:
            self._since = now
        wait = 0.1 if self._terminal else 5.0
        if now - self._shown >= wait or (self._terminal and self.done == self._total):
            self._shown = now
            self._draw(now)

    def say(self, sentence: str) -> None:
        """A line of its own, without tearing the progress line."""
        self.clear()
        self._stream.write(sentence + "\n")
        self._stream.flush()

    def clear(self) -> None:
        """Takes the progress line away."""
        if self._drawn and self._terminal:
            self._stream.write("\r\x1b[K")
        self._drawn = False

    def _draw(self, now: float) -> None:
        words = status(self.done, self._total, self._made, now - (self._since or now))
        self._stream.write(f"\r\x1b[K{words}" if self._terminal else f"{words}\n")
        self._stream.flush()
        self._drawn = True


_SOON = 0.5
"""Seconds before which a rate says nothing."""


def status(done: int, total: int, made: int, seconds: float) -> str:
    """已完成 120/3000 份，每秒 85.2 份，还需约 34 秒. made: how many of them in these seconds."""
    words = f"已完成 {done}/{total} 份"
    if not made or seconds < _SOON:
        return words
    rate = made / seconds
    words += f"，每秒 {rate:.1f} 份" if rate >= 1 else f"，每份 {duration(1 / rate)}"
    return words if done >= total else f"{words}，还需约 {duration((total - done) / rate)}"


def duration(seconds: float) -> str:
    """34 秒, 5 分钟, 2 小时 10 分钟."""
    if seconds < 90:
        return f"{max(1, round(seconds))} 秒"
    minutes = round(seconds / 60)
    return f"{minutes} 分钟" if minutes < 90 else f"{minutes // 60} 小时 {minutes % 60} 分钟"
