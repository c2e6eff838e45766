"""OLE2 compound files (复合文件): the streams inside .doc and .wps, read with distrust."""

from __future__ import annotations

import struct

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFE
_LAST = 0xFFFFFFFA  # larger numbers are marks, not sectors
_MINI = 64


class BrokenFile(ValueError):
    """The structure does not hold together; told to the user by the reader that asked."""


class CompoundFile:
    """Streams by name. Raises BrokenFile for whatever does not fit into the file's own bytes."""

    def __init__(self, data: bytes) -> None:
        if len(data) < 512 or data[:8] != MAGIC:
            raise BrokenFile("not a compound file")
        shift = _u16(data, 0x1E)
        if shift not in (9, 12):
            raise BrokenFile("sector size")
        self._data = data
        self._sector = 1 << shift
        self._most = len(data) // self._sector + 1
        self._cutoff = _u32(data, 0x38)
        self._fat = self._read_fat()
        self._entries = self._read_directory(_u32(data, 0x30))
        root = self._entries.get("root entry", (0, _END, 0))
        self._mini_stream = self._chain(root[1])
        self._mini_fat = self._numbers(self._chain(_u32(data, 0x3C)))

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._entries

    def read(self, name: str) -> bytes:
        """The bytes of a stream."""
        if name not in self:
            raise BrokenFile(f"no stream {name}")
        kind, start, size = self._entries[name.lower()]
        if kind == 2 and size < self._cutoff:
            return self._mini_chain(start, size)
        found = self._chain(start)
        if len(found) < size:
            raise BrokenFile(f"stream {name} is cut off")
        return found[:size]

    def _at(self, sector: int) -> bytes:
        start = (sector + 1) * self._sector
        part = self._data[start : start + self._sector]
        if not part:
            raise BrokenFile("sector outside the file")
        return part.ljust(self._sector, b"\0")

    def _chain(self, sector: int) -> bytes:
        parts: list[bytes] = []
        while sector <= _LAST:
            if len(parts) > self._most or sector >= len(self._fat):
                raise BrokenFile("chain of sectors")
            parts.append(self._at(sector))
            sector = self._fat[sector]
        return b"".join(parts)

    def _mini_chain(self, sector: int, size: int) -> bytes:
        parts: list[bytes] = []
        while sector <= _LAST and len(parts) * _MINI < size:
            if sector >= len(self._mini_fat):
                raise BrokenFile("chain of small sectors")
            parts.append(self._mini_stream[sector * _MINI : (sector + 1) * _MINI])
            sector = self._mini_fat[sector]
        return b"".join(parts)[:size]

    def _read_fat(self) -> list[int]:
        places = list(struct.unpack_from("<109I", self._data, 0x4C))
        more, seen = _u32(self._data, 0x44), 0
        while more <= _LAST:
            seen += 1
            if seen > self._most:
                raise BrokenFile("list of tables")
            numbers = self._numbers(self._at(more))
            places += numbers[:-1]
            more = numbers[-1]
        fat: list[int] = []
        for place in places:
            if place <= _LAST:
                fat += self._numbers(self._at(place))
            if len(fat) > self._most + self._sector:
                break
        return fat

    def _read_directory(self, start: int) -> dict[str, tuple[int, int, int]]:
        """name in lower case -> (kind, first sector, size); the first of equal names counts."""
        raw = self._chain(start)
        out: dict[str, tuple[int, int, int]] = {}
        for at in range(0, len(raw) - 127, 128):
            length, kind = _u16(raw, at + 64), raw[at + 66]
            if kind in (1, 2, 5) and 2 <= length <= 64:
                name = raw[at : at + length - 2].decode("utf-16-le", errors="replace").lower()
                out.setdefault(name, (kind, _u32(raw, at + 116), _u32(raw, at + 120)))
        return out

    @staticmethod
    def _numbers(raw: bytes) -> list[int]:
        return list(struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4]))


def _u16(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "little")


def _u32(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "little")
