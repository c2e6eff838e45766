"""Pictures of pages, made ready for recognition: decoded within bounds, seals taken off, set straight.

A picture is an array of rows, columns and blue, green, red, as OpenCV has it. Only imported when
the extra ``draftkit[ocr]`` is installed.
"""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageOps

from draftkit.errors import InputError

Picture = Any  # an array; numpy's own types say no more about its meaning

FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "WEBP")
MAX_PIXELS = 80_000_000  # A4 at 600 dpi has 35 million; beyond is no page
LONGEST = 3400  # pixels of a page's long side: A4 at 290 dpi, more adds nothing
_LARGEST_SEAL = 0.45  # of the width of the page; seals have 38 to 45 mm, a page 210
_LEAST_SEAL = 0.12  # 25 mm; the characters of a red letterhead have 22 at most (GB/T 9704, 7.2.4)
_STEEPEST = 5.0  # degrees
_RESCAN = "请按 300 dpi 以下重新扫描"
_REPAIR = "请重新扫描，或用看图软件打开后另存为 PNG"


def pictures_of(data: bytes, name: str) -> Iterator[Picture]:
    """The pictures of a file, one a page. Raises InputError for what cannot be opened or is too large."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # decoders also warn of what is refused or read well here
            yield from _frames(data, name)
    except InputError:
        raise
    except Image.DecompressionBombError:
        raise InputError("图片太大", where=name, remedy=_RESCAN) from None
    except Exception:  # decoders raise whatever they like
        raise InputError("图片已损坏，打不开", where=name, remedy=_REPAIR) from None


def _frames(data: bytes, name: str) -> Iterator[Picture]:
    with Image.open(io.BytesIO(data), formats=FORMATS) as image:
        for index in range(getattr(image, "n_frames", 1)):
            image.seek(index)
            if image.width * image.height > MAX_PIXELS:
                raise InputError(
                    f"图片太大（{image.width}×{image.height} 像素）",
                    where=name,
                    remedy=_RESCAN,
                )
            yield bounded(_colours(ImageOps.exif_transpose(image)))


def _colours(image: Image.Image) -> Picture:
    """Three colours on white paper, whatever the file has: grey, a palette, transparent, CMYK, 16 bits."""
    if image.mode.startswith("I;16") or image.mode == "I":
        grey = np.asarray(image, dtype=np.float32)
        image = Image.fromarray((grey / max(float(grey.max()), 255.0) * 255).astype(np.uint8))
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(paper, image)
    return np.ascontiguousarray(np.asarray(image.convert("RGB"))[:, :, ::-1])


def bounded(picture: Picture) -> Picture:
    """The picture, made smaller when it is finer than a page needs. Long strips keep their width."""
    high, wide = picture.shape[:2]
    factor = min(1.0, LONGEST / max(wide, min(high, 1.5 * wide)))
    if factor > 0.95:
        return picture
    size = max(round(wide * factor), 1), max(round(high * factor), 1)
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA)


def without_seals(picture: Picture) -> Picture:
    """Red seals (印章) taken off; black words below them stay, and so does red of any other shape."""
    blue, green, red = (picture[:, :, i].astype(np.int16) for i in range(3))
    ink = ((red - green > 40) & (red - blue > 25)).astype(np.uint8)
    if not ink.any():
        return picture
    regions = _seal_regions(ink)
    if regions is None:
        return picture
    level = float(np.median(red[(ink > 0) & (regions > 0)]))
    # What shines red is paper by its red light; black ink below it is dark in every light.
    black, white = 0.35 * level, 0.85 * level
    plain = np.clip((red - black) / (white - black), 0, 1) * 255
    out = picture.copy()
    out[regions > 0] = plain.astype(np.uint8)[regions > 0][:, None]
    return out


def _seal_regions(ink: Picture) -> Picture | None:
    """Where seals are: red of one piece that is as large both ways as no character can be."""
    wide = ink.shape[1]
    gap = max(3, round(wide / 180))  # words that run over the ring break it
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((gap, gap), np.uint8))
    outlines, _ = cv2.findContours(joined, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    found = np.zeros_like(ink)
    for outline in outlines:
        _, _, across, down = cv2.boundingRect(outline)
        if min(across, down) > _LEAST_SEAL * wide and down < _LARGEST_SEAL * wide:
            cv2.fillConvexPoly(found, cv2.convexHull(outline), 1)
    if not found.any():
        return None
    return cv2.dilate(found, np.ones((2 * gap + 1, 2 * gap + 1), np.uint8))


def straight(picture: Picture) -> Picture:
    """The picture turned so that its lines run level; up to five degrees."""
    angle = skew_of(picture)
    if abs(angle) < 0.1:
        return picture
    high, wide = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), angle, 1)
    paper = tuple(float(v) for v in np.median(picture[::16, ::16].reshape(-1, 3), axis=0))
    return cv2.warpAffine(picture, turn, (wide, high), flags=cv2.INTER_CUBIC, borderValue=paper)


def skew_of(picture: Picture) -> float:
    """By how many degrees the lines fall to the right: at this turn the rows differ most in ink."""
    ink = ink_of(picture)
    factor = 1000 / max(ink.shape)
    small = cv2.resize(ink, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA) if factor < 1 else ink
    small = small[: round(1.5 * small.shape[1])]
    best = _steepest_change(small, np.arange(-_STEEPEST, _STEEPEST + 0.1, 0.5))
    return _steepest_change(small, np.arange(best - 0.4, best + 0.41, 0.1))


def _steepest_change(ink: Picture, angles: Picture) -> float:
    middle = ink.shape[1] / 2, ink.shape[0] / 2
    scores = []
    for angle in angles:
        turned = cv2.warpAffine(ink, cv2.getRotationMatrix2D(middle, float(angle), 1), ink.shape[1::-1])
        rows = turned.sum(axis=1, dtype=np.float64)
        scores.append(float(np.square(np.diff(rows)).sum()))
    if max(scores) - min(scores) < 1e-6:
        return 0.0
    return float(angles[int(np.argmax(scores))])


def ink_of(picture: Picture) -> Picture:
    """1 where something is written, 0 where paper is, under uneven light too."""
    grey = cv2.medianBlur(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), 3)
    around = max(3, min(grey.shape) // 30) | 1
    return cv2.adaptiveThreshold(grey, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, around, 18)


def rules_of(ink: Picture, scale: float) -> list[tuple[float, float, float, float]]:
    """Straight lines (left, top, right, bottom) as long as those of a table; places times `scale`."""
    wide = ink.shape[1]
    out: list[tuple[float, float, float, float]] = []
    for across in (True, False):
        length = max(8, round(wide / (10 if across else 24)))
        kernel = np.ones((1, length) if across else (length, 1), np.uint8)
        thick = np.ones((3, 1) if across else (1, 3), np.uint8)
        lines = cv2.morphologyEx(cv2.dilate(ink, thick), cv2.MORPH_OPEN, kernel)
        outlines, _ = cv2.findContours(lines, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        for outline in outlines:
            x, y, w, h = cv2.boundingRect(outline)
            middle = y + h / 2 if across else x + w / 2
            box = (x, middle, x + w, middle) if across else (middle, y, middle, y + h)
            out.append((box[0] * scale, box[1] * scale, box[2] * scale, box[3] * scale))
    return out


def pieces_of(picture: Picture) -> Iterator[tuple[int, Picture]]:
    """A long strip (长截图) cut between its lines into pages: (top, piece). A page stays as it is."""
    high, wide = picture.shape[:2]
    if high < 2.2 * wide:
        yield 0, picture
        return
    rows = ink_of(picture).sum(axis=1)
    top = 0
    while high - top > 2.2 * wide:
        begin, end = top + int(1.2 * wide), top + int(1.6 * wide)
        at = begin + _middle_of_widest_gap(rows[begin:end])
        yield top, picture[top:at]
        top = at
    yield top, picture[top:]


def _middle_of_widest_gap(rows: Picture) -> int:
    best, start = (0, len(rows) // 2), None
    for index, amount in enumerate([*rows.tolist(), math.inf]):
        if amount <= 2 and start is None:
            start = index
        elif amount > 2 and start is not None:
            best = max(best, (index - start, (index + start) // 2))
            start = None
    return best[1]
