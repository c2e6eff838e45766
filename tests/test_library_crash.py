"""A harvest that is killed leaves whole files: every clause is there or it is not.

DRAFTKIT_CRASHES=200 kills two hundred times.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

from library_cases import text

from draftkit.library import Library, law
from draftkit.parsing import parse_text

CRASHES = int(os.environ.get("DRAFTKIT_CRASHES", "5"))
_DOCUMENTS = 4

# Says when it begins, so that the blow falls on the harvest and not on the start of Python.
_CHILD = """
import sys
from pathlib import Path
from draftkit.library import Library
from draftkit.parsing import parse_text
library = Library(sys.argv[1], create=True)
documents = [parse_text(Path(f).read_text(encoding="utf-8"), path=f) for f in sys.argv[2:]]
print("ready", flush=True)
for document in documents:
    library.harvest(document)
print("done", flush=True)
"""


def version(number: int, edition: int) -> str:
    """A document, other in every edition."""
    words = text("plan.txt").replace("〔2024〕12号", f"〔2024〕{number}号")
    words = words.replace("家庭医生签约服务实施方案", f"第{number}类签约服务实施方案")
    return words.replace("200万元", f"{200 + edition}万元").replace("达到80%", f"达到{80 + edition % 20}%")


def test_a_killed_harvest_leaves_whole_clauses(tmp_path: Path) -> None:
    root, chance = tmp_path / "库", random.Random(1)
    finished = 0
    for crash in range(CRASHES):
        files = []
        for number in range(_DOCUMENTS):
            files.append(tmp_path / f"{number}.txt")
            files[-1].write_text(version(number, crash), encoding="utf-8")
        command = [sys.executable, "-c", _CHILD, str(root), *map(str, files)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as child:
            assert child.stdout is not None and child.stdout.readline() == "ready\n"
            time.sleep(chance.uniform(0, 0.4))
            child.kill()
            finished += "done" in child.stdout.read()
        check(root, crash)
    assert finished < CRASHES, "every harvest was done before it was killed"


def check(root: Path, crash: int) -> None:
    """All that is in the library is some edition of a document, whole and lawful, on disk and in the index."""
    if not (root / "topics.yaml").exists():
        return
    library = Library(root)
    assert library.problems() == []
    for holding in library.documents():
        number = int((holding.origin.doc_number or "").split("〕")[1].removesuffix("号"))
        there = [c for c in library.clauses() if c.origin.doc_number == holding.origin.doc_number]
        editions = [parse_text(version(number, edition)) for edition in range(crash + 1)]
        assert [c.original for c in there] in [[m.text for m in d.measures] for d in editions]
        for clause in there:
            assert all(law.holds(w.template, w.original, clause.slots) for w in clause.wordings)
    whole = sum(h.active for h in library.documents())
    assert library.search("签约", limit=10_000).count <= whole == len(list(library.clauses()))


def test_what_killed_harvests_left_is_cleared_away(tmp_path: Path) -> None:
    root = tmp_path / "库"
    library = Library(root, create=True)
    path = library.harvest(parse_text(text("plan.txt"))).path
    old, fresh, other = (
        path.with_name(n) for n in (f".{path.name[:40]}.123-0", ".甲.yaml.124-7", ".笔记.1-x")
    )
    at_top = root / ".topics.yaml.99-1"
    for left in (old, fresh, other, at_top):
        left.write_text("half", encoding="utf-8")
    for left in (old, other, at_top):
        os.utime(left, (time.time() - 7200,) * 2)
    Library(root).harvest(parse_text(text("plan.txt").replace("200万元", "300万元")))
    assert [left.exists() for left in (old, fresh, other, at_top)] == [False, True, True, False]
    assert path.is_file()
