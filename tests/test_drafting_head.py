"""份号, 密级, 紧急程度 and 签发人 of a locality stand in the head of every shipped template's draft."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from draftkit import read
from draftkit.drafting import compile
from draftkit.drafting.templates import installed
from draftkit.localities import Locality
from draftkit.model import Document
from draftkit.parsing import parse
from draftkit.readers import source_of_bytes
from draftkit.resources import folder
from draftkit.writers.docx import to_docx

HEAD = {"份号": "000012", "密级": "机密★1年", "紧急程度": "特急", "签发人": "王一鸣、李二"}
TEMPLATES = [template.name for template in installed()]


@cache
def parent() -> Document:
    return read(folder("samples") / "city.docx")


@cache
def here() -> Locality:
    return Locality.load(folder("samples") / "localities" / "hefeng.yaml")


def with_facts(**facts: str) -> Locality:
    return replace(here(), facts={**here().facts, "发文序号": "7", **facts})


@pytest.mark.parametrize("template", TEMPLATES)
def test_they_stand_in_the_order_of_the_standard(template: str) -> None:
    draft = compile(parent(), template=template).fill(with_facts(**HEAD))
    again = parse(source_of_bytes(to_docx(draft.document)))
    for document in (draft.document, again):
        roles = list(dict.fromkeys(p.role for p in document.paragraphs))
        assert roles[:4] == ["serial", "secrecy", "urgency", "issuer_mark"]
        words = "".join(p.text for p in document.paragraphs if p.role in ("doc_number", "signer"))
        assert "签发人：" in words and words.index("7号") >= 0 and "王一鸣" in words and "李二" in words


@pytest.mark.parametrize("template", TEMPLATES)
def test_nothing_stands_there_without_them(template: str) -> None:
    draft = compile(parent(), template=template).fill(with_facts())
    assert draft.document.paragraphs[0].role == "issuer_mark"
    assert not {"serial", "secrecy", "urgency", "signer"} & {p.role for p in draft.document.paragraphs}


def test_filling_a_row_gives_the_same() -> None:
    plan = compile(parent())
    rows = [
        replace(with_facts(**HEAD | {"签发人": name}), name="禾丰县") for name in ("赵大", "欧阳修远", "")
    ]
    for row in (*rows, *rows):
        filled, rendered = plan.fill(row), plan.render(row)
        assert filled.text == rendered.text
        assert to_docx(filled.document) == to_docx(rendered.document)
