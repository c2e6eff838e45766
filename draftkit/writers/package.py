"""A docx is a zip. The parts that never change are deflated once and copied as they are.

Only what a docx needs is written: no zip64, no comments, a fixed time stamp, so the same
document gives the same bytes.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_DATE = (2012 - 1980) << 9 | 7 << 5 | 1  # 2012-07-01, when GB/T 9704—2012 came into force
_STORED, _DEFLATED = 0, 8
_UTF8_NAME = 0x800
# Measured on a plan of 5,700 characters: level 2 with memory level 7 takes 0.21 ms for 7.8 kB; the usual
# 6 and 8 take 0.47 ms for 7.3 kB, level 1 saves 0.02 ms for 0.2 kB more.
_LEVEL, _MEMORY = 2, 7


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a package, ready to be copied. data: the bytes as they go into the file."""

    name: str
    data: bytes
    crc: int
    size: int
    method: int = _DEFLATED


def deflate(name: str, content: bytes, level: int = _LEVEL) -> Part:
    """`content` as a raw deflate stream with its checksum."""
    packer = zlib.compressobj(level, zlib.DEFLATED, -15, _MEMORY)
    data = packer.compress(content) + packer.flush()
    return Part(name, data, zlib.crc32(content), len(content))


def store(name: str, content: bytes) -> Part:
    """`content` uncompressed, for parts too small to gain anything."""
    return Part(name, content, zlib.crc32(content), len(content), _STORED)


def join(parts: Iterable[Part]) -> bytes:
    """The package. The first part should be ``[Content_Types].xml``."""
    body: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for part in parts:
        name = part.name.encode("ascii")
        fields = (_UTF8_NAME, part.method, 0, _DATE, part.crc, len(part.data), part.size, len(name), 0)
        head = _LOCAL.pack(b"PK\3\4", 20, *fields)
        body += (head, name, part.data)
        directory += (_CENTRAL.pack(b"PK\1\2", 20, 20, *fields, 0, 0, 0, 0, offset), name)
        offset += len(head) + len(name) + len(part.data)
    index = b"".join(directory)
    count = len(directory) // 2
    end = _END.pack(b"PK\5\6", 0, 0, count, count, len(index), offset, 0)
    return b"".join((*body, index, end))
