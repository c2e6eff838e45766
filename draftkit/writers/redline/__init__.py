"""A new version with tracked changes against an old one (修订对照稿): NEW's own docx, formatting kept.

blocks (what a docx holds) -> pairing (which paragraph became which) -> words (what changed in one) ->
tracks (the marks in the XML). Accepting all gives NEW, refusing all gives OLD.
"""

from __future__ import annotations

from draftkit.writers.redline.redlining import Options, old_of_docx, old_of_lines, redlined

__all__ = ["Options", "old_of_docx", "old_of_lines", "redlined"]
