"""Pages as a scanner sees them: lying askew on grey paper, soft, noisy, with a red seal over the signature.

Needs the extra ``draftkit[ocr]`` (Pillow, numpy) and, for setting text, a Chinese font.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from .pdf import measure, wrap
from .plain import Block

RED = (208, 32, 40)
_MILLIMETRE = 1 / 25.4


@dataclass(frozen=True)
class Glass:
    """How a page lies on the scanner. skew: degrees; blur: pixels; noise: of 255; quality: of the JPEG.

    grey: no colours. black: two tones only.
    """

    skew: float = 1.5
    blur: float = 0.6
    noise: float = 5.0
    quality: int = 70
    grey: bool = False
    black: bool = False
    seed: int = 1


def scanned(page: Any, glass: Glass) -> Any:
    """The page as the scanner gives it: grey paper, uneven light, noise, JPEG."""
    page = page.rotate(glass.skew, resample=Image.Resampling.BICUBIC, fillcolor=(255, 255, 255))
    page = page.filter(ImageFilter.GaussianBlur(glass.blur))
    values = np.asarray(page, dtype=np.float32) * 0.88 + 20
    values += np.linspace(-6, 6, values.shape[1])[None, :, None]
    values += np.random.default_rng(glass.seed).normal(0, glass.noise, values.shape[:2])[:, :, None]
    page = Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))
    if glass.black:
        return page.convert("L").point(lambda value: 255 * (value > 150)).convert("1")
    if glass.grey:
        page = page.convert("L")
    out = io.BytesIO()
    page.save(out, "JPEG", quality=glass.quality)
    return Image.open(io.BytesIO(out.getvalue()))


def file_of(pages: Sequence[Any], kind: str, dpi: int = 200) -> bytes:
    """Pages as one file, PDF or TIFF; the first alone as PNG or JPEG."""
    out = io.BytesIO()
    more: dict[str, Any] = {"quality": 60} if kind == "JPEG" else {}
    if kind in ("PDF", "TIFF"):
        more |= {"save_all": True, "append_images": list(pages[1:]), "resolution": dpi}
    pages[0].save(out, kind, **more)
    return out.getvalue()


def seal(page: Any, x: float, y: float, words: str, font: str, dpi: int = 200) -> Any:
    """The page with a round red seal of 42 mm around a point; its ink lets black ink through."""
    radius = 21 * _MILLIMETRE * dpi
    side = round(2.2 * radius)
    ink = Image.new("L", (side, side), 0)
    draw, middle = ImageDraw.Draw(ink), side / 2
    box = (middle - radius, middle - radius, middle + radius, middle + radius)
    draw.ellipse(box, outline=220, width=round(radius / 18))
    draw.polygon([_star(middle, radius, k) for k in range(10)], fill=220)
    face = face_of(font, radius * 0.3)
    for index, char in enumerate(words):
        angle = math.pi * (-0.92 + 0.84 * index / max(len(words) - 1, 1))
        tile = Image.new("L", (round(radius * 0.4),) * 2, 0)
        ImageDraw.Draw(tile).text((radius * 0.05, 0), char, fill=220, font=face)
        tile = tile.rotate(-math.degrees(angle) - 90, resample=Image.Resampling.BICUBIC)
        place = (middle + 0.76 * radius * math.cos(angle), middle + 0.76 * radius * math.sin(angle))
        ink.paste(220, (round(place[0] - tile.width / 2), round(place[1] - tile.height / 2)), tile)
    whole = Image.new("L", page.size, 0)
    whole.paste(ink, (round(x - middle), round(y - middle)))
    share = np.asarray(whole, dtype=np.float32)[:, :, None] / 255
    values = np.asarray(page, dtype=np.float32)
    out = values * (1 - share) + np.minimum(values, np.asarray(RED, dtype=np.float32)) * share
    return Image.fromarray(out.astype(np.uint8))


def face_of(font: str, size: float) -> Any:
    """The font in its simplified Chinese form; collections of Noto have it third."""
    return ImageFont.truetype(font, round(size), index=2 if font.endswith(".ttc") else 0)


def _star(middle: float, radius: float, k: int) -> tuple[float, float]:
    angle, far = -math.pi / 2 + k * math.pi / 5, radius * (0.38 if k % 2 == 0 else 0.15)
    return middle + far * math.cos(angle), middle + far * math.sin(angle)


class Setter:
    """Sets blocks on pages of A4, 12 points, as a small office prints to save paper."""

    def __init__(self, font: str, dpi: int = 150) -> None:
        self.font, self.dpi = font, dpi
        self.em = 12 / 72 * dpi
        self.left, self.columns = 25 * _MILLIMETRE * dpi, 37
        self.pages: list[Any] = []
        self._turn()

    def _turn(self) -> None:
        size = round(210 * _MILLIMETRE * self.dpi), round(297 * _MILLIMETRE * self.dpi)
        self.pages.append(Image.new("RGB", size, (255, 255, 255)))
        self.y = 28 * _MILLIMETRE * self.dpi
        foot = f"— {len(self.pages)} —"
        self._write(foot, (size[0] - 3 * self.em) / 2, size[1] - 18 * _MILLIMETRE * self.dpi, 0.9)

    def _write(self, words: str, x: float, y: float, scale: float = 1.0, colour: Any = (0, 0, 0)) -> None:
        size = self.em * scale
        face = face_of(self.font, size)
        draw = ImageDraw.Draw(self.pages[-1])
        for char in words:
            draw.text((x, y), char, fill=colour, font=face)
            x += face.getlength(char) if ord(char) < 127 else size

    def line(self, words: str, x: float, scale: float = 1.0, colour: Any = (0, 0, 0)) -> None:
        """One line, on a new page when this one is full."""
        if self.y > self.pages[-1].height - 32 * _MILLIMETRE * self.dpi:
            self._turn()
        self._write(words, x, self.y, scale, colour)
        self.y += 1.7 * self.em * max(scale, 1.0)

    def centred(self, words: str, scale: float, colour: Any = (0, 0, 0)) -> None:
        """A line in the middle."""
        wide = measure(words) * self.em * scale
        self.line(words, (self.pages[-1].width - wide) / 2, scale, colour)

    def paragraph(self, words: str, indent: float = 2) -> None:
        """A paragraph, its lines broken as Word breaks them."""
        for index, part in enumerate(wrap(words, self.columns, indent)):
            self.line(part, self.left + (0 if index else indent * self.em))

    def rule(self) -> None:
        """The red line below the number."""
        self.y += 0.5 * self.em
        right = self.pages[-1].width - self.left
        ImageDraw.Draw(self.pages[-1]).line((self.left, self.y, right, self.y), fill=RED, width=3)
        self.y += self.em


def pages_of(blocks: Sequence[Block], font: str, seal_words: str) -> list[Any]:
    """The pages of a document as printed: red letterhead, signature with seal."""
    setter = Setter(font)
    for block in blocks:
        _set(setter, block, seal_words)
    return setter.pages


def _set(setter: Setter, block: Block, seal_words: str) -> None:
    kind = block.kind
    if kind == "mark":
        setter.centred(block.text, 2.6, RED)
    elif kind == "number":
        setter.centred(block.text, 1.0)
        setter.rule()
    elif kind == "title":
        setter.y += setter.em
        for part in wrap(block.text, 22, 0):
            setter.centred(part, 1.5)
        setter.y += setter.em
    elif kind == "signature":
        setter.y += setter.em
        setter.line(block.text, setter.left + 22 * setter.em)
    elif kind == "date":
        setter.line(block.text, setter.left + 24 * setter.em)
        middle = setter.left + 27 * setter.em, setter.y - 2.2 * setter.em
        setter.pages[-1] = seal(setter.pages[-1], *middle, seal_words, setter.font, setter.dpi)
    elif kind == "printed":
        setter.y += setter.em
        setter.paragraph(block.text, 1)
    else:
        setter.paragraph(block.text, 0 if kind == "addressee" else 2)


def glasses(count: int) -> Iterator[Glass]:
    """A page lies one way, the next the other way."""
    for index in range(count):
        yield Glass(skew=1.2 * (-1) ** index, quality=45, noise=0.8, black=index > 0, seed=index)
