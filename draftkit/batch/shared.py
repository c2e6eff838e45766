"""What all plans of a batch are made from, and the key that says whether it is still the same (共同的材料)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from draftkit import __version__
from draftkit.batch.manifest import digest
from draftkit.drafting import Choices, Plan, Superior, Template, compile
from draftkit.model import Document
from draftkit.writers.profile import Profile

if TYPE_CHECKING:
    from draftkit.drafting.docx_template import WordTemplate


@dataclass(frozen=True, slots=True)
class Shared:
    """All that the plans of a batch have in common; it crosses process borders.

    library: folder or None. superiors: further superior documents. choices: of a plan file.
    task_table: None as the template says. profile, frame: how the page is set; a Word template has a
    page of its own. annotate: sources and open points stand in Word comments.
    """

    parent: Document
    template: Template
    library: str | None = None
    superiors: tuple[Superior, ...] = ()
    choices: Choices | None = None
    task_table: bool | None = None
    profile: Profile = field(default_factory=Profile)
    frame: bytes | None = None
    annotate: bool = False

    @property
    def word(self) -> WordTemplate | None:
        """The template when it is a Word file."""
        from draftkit.drafting.docx_template import WordTemplate

        return self.template if isinstance(self.template, WordTemplate) else None

    def plan(self) -> Plan:
        """Parent and template bound. Raises TemplateError, and InputError for choices that do not fit."""
        return compile(
            self.parent,
            template=self.template,
            library=_library(self.library),
            superiors=self.superiors,
            choices=self.choices,
            task_table=self.task_table,
        )

    def key(self) -> str:
        """Another one when a plan may come out otherwise, whatever the names of the files."""
        return hashlib.sha256("\0".join(self._parts()).encode("utf-8", "replace")).hexdigest()

    def _parts(self) -> Iterator[str]:
        yield __version__
        yield from (d.source.sha256 for d in (self.parent, *(s.document for s in self.superiors)))
        yield self.template.source
        yield _included(self.template)
        yield _library_digest(self.library)
        # Where a plan file lies does not matter, nor do the names of the parents in it.
        choices = self.choices and replace(self.choices, where="", parents=())
        yield repr((choices, self.task_table, self.annotate, self.profile))
        yield digest(self.frame) if self.frame else ""


def _library(folder: str | None) -> Any:
    if not folder:
        return None
    from draftkit.library import Library

    return Library(folder)


def _included(template: Template) -> str:
    """What stands in the folder of a template that takes other files in; the layout of a Word template."""
    if data := getattr(template, "data", b""):
        return digest(data)
    if template.path is None or not re.search(r"\{%-?\s*(?:include|import|from|extends)\b", template.source):
        return ""
    files = sorted(path for path in template.path.parent.iterdir() if path.is_file())
    return "".join(f"{path.name}:{digest(path.read_bytes())}" for path in files)


def _library_digest(library: str | None) -> str:
    """What a library says, without reading it with care: its files and their contents."""
    if library is None:
        return ""
    files = sorted(Path(library).rglob("*.yaml"))
    return digest("\n".join(f"{file}:{digest(file.read_bytes())}" for file in files).encode())
