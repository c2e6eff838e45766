"""A line on standard error that tells how far a batch is (进度)."""

from __future__ import annotations

import sys
import time
from typing import TextIO


class Progress:
    """Counts finished plans; shows rate and time left, on a terminal in place, else now and then.

    done: how many are finished.
    """

    def __init__(self, total: int, stream: TextIO | None = None) -> None:
        self._total = total
        self._stream = stream or sys.stderr
        self._terminal = self._stream.isatty()
        self._started = time.monotonic()
        self._shown = self._started
        self.done = 0
        self._drawn = False

    def step(self, count: int = 1) -> None:
        """So many more are finished."""
        self.done += count
        now = time.monotonic()
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
        words = status(self.done, self._total, now - self._started)
        self._stream.write(f"\r\x1b[K{words}" if self._terminal else f"{words}\n")
        self._stream.flush()
        self._drawn = True


def status(done: int, total: int, seconds: float) -> str:
    """已完成 120/3000 份，每秒 85.2 份，还需约 34 秒."""
    rate = done / seconds if seconds > 0 else 0.0
    words = f"已完成 {done}/{total} 份"
    if not rate:
        return words
    words += f"，每秒 {rate:.1f} 份"
    if done >= total:
        return words
    left = (total - done) / rate
    return f"{words}，还需约 {duration(left)}"


def duration(seconds: float) -> str:
    """34 秒, 5 分钟, 2 小时 10 分钟."""
    if seconds < 90:
        return f"{max(1, round(seconds))} 秒"
    minutes = round(seconds / 60)
    return f"{minutes} 分钟" if minutes < 90 else f"{minutes // 60} 小时 {minutes % 60} 分钟"
