"""The clause library at scale, against SQLite's own trigram index, tantivy and a LIKE scan.

    python -m benchmarks library                          100,000 clauses
    python -m benchmarks.bench_library 1000000            as many as named

The library is recombined from the sentences of the shipped one, the same for the same number, and
kept in the folder for temporary files.
"""

from __future__ import annotations

import json
import os
import random
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import Row
from benchmarks.__main__ import HEADER, line

ROOT = Path(__file__).resolve().parent.parent
COUNT = int(os.environ.get("DRAFTKIT_BENCH_CLAUSES", "100000"))
_IN_FILE, _QUERIES, _CHECKED = 25, 200, 60
_LEVELS: tuple[Any, ...] = ("province", "city", "county", "township")


# --- the library -------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Sentence:
    template: str
    original: str
    slots: dict[str, str]


_Material = tuple[list[_Sentence], list[str], list[str]]


def _material() -> _Material:
    """Sentences with slots, headings and notes of the shipped library."""
    from draftkit.library import Library
    from draftkit.library.slots import source_of
    from draftkit.library.slotting import slotted

    sentences, headings, notes = [], [], []
    for clause in Library(ROOT / "clause_library").clauses():
        headings.append(clause.heading or "总体目标")
        if clause.responsibility:
            notes.append(clause.responsibility.original)
        for words in re.findall(r"[^。]+。", clause.original):
            made = slotted(words, None, source_of(clause.origin))
            sentences.append(_Sentence(made.body.template, words, dict(made.slots)))
    return sentences, headings, notes


def made(count: int) -> Path:
    """A library of `count` clauses, made when it is not there."""
    root = Path(tempfile.gettempdir()) / f"draftkit-bench-{count}"
    if (root / "topics.yaml").exists():
        return root
    from draftkit.library.store import shelf_text

    chance = random.Random(count)
    material = _material()
    for number, start in enumerate(range(0, count, _IN_FILE)):
        shelf = _shelf(chance, material, number, min(_IN_FILE, count - start), partial(_id, start))
        path = root / shelf.domain / f"{number}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_quick_text(shelf) if number else shelf_text(shelf), encoding="utf-8")
    (root / "topics.yaml").write_text("topics: []\n", encoding="utf-8")
    return root


def _id(start: int, n: int) -> str:
    from draftkit.library.ids import encode

    return encode((start + n) << 40)


def _shelf(
    chance: random.Random, material: _Material, number: int, size: int, id_of: Callable[[int], str]
) -> Any:
    from draftkit.library.clauses import Clause, Origin, Shelf, Where, Wording
    from draftkit.library.law import literal

    sentences, headings, notes = material
    origin = Origin(
        title=f"第{number}号实施方案", doc_number=f"临卫发〔{chance.randint(2016, 2025)}〕{number}号",
        issuers=("临湖县卫生健康局",), level=chance.choice(_LEVELS), place="临湖县",
        issued_on=f"{chance.randint(2016, 2025)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
        file=f"{number}.docx", sha256=f"{number:064x}",
    )  # fmt: skip
    clauses = []
    for n in range(size):
        chosen = chance.sample(sentences, chance.randint(2, 4))
        slots: dict[str, str] = {}
        template = ""
        for one in chosen:
            clash = slots.keys() & one.slots.keys()
            template += literal(one.original) if clash else one.template
            slots.update({} if clash else one.slots)
        note = chance.choice(notes)
        clauses.append(
            Clause(
                id_of(n), chance.choice(headings), template, "".join(c.original for c in chosen), slots,
                Wording(literal(note), note), ("一、总体要求", f"{n + 1}."), (chance.choice(headings)[-6:],),
                chance.randint(0, 5), Where((n, n)), origin=origin,
            )
        )  # fmt: skip
    return Shelf(origin, tuple(clauses), f"领域{number % 40}")


def _quick_text(shelf: Any) -> str:
    """What `shelf_text` writes, put together by hand: a million clauses take minutes, not half an hour."""
    o = shelf.origin
    out = [
        f"schema: draftkit.clauses/1\nsource:\n  title: {o.title}\n  doc_number: {o.doc_number}\n"
        f"  issuers: [{', '.join(o.issuers)}]\n  level: {o.level}\n  place: {o.place}\n  parents: []\n"
        f"  issued_on: {o.issued_on}\n  file: {{name: {o.file}, sha256: '{o.sha256}'}}\nclauses:"
    ]
    for c in shelf.clauses:
        slots = "".join(f"\n    {name}: {value}" for name, value in c.slots.items())
        out.append(
            f"- id: {c.id}\n  heading: {c.heading}\n  section: [{', '.join(c.section[:1])}]\n"
            f"  template: |-\n    {c.template}\n  original: |-\n    {c.original}\n"
            f"  slots:{slots or ' {}'}\n  responsibility:\n    template: |-\n      {c.responsibility.template}\n"
            f"    original: |-\n      {c.responsibility.original}\n  topics: [{', '.join(c.topics)}]\n"
            f"  strength: {c.strength}\n  span: {{line: [{c.where.line[0]}, {c.where.line[1]}], page: null}}\n"
            f"  version: 1\n  status: active\n  variant_of: null\n"
        )
    return "\n".join(out)


def questions(count: int = _QUERIES) -> list[str]:
    """What people type: words of headings and texts, two words, a phrase, one character."""
    chance = random.Random(7)
    sentences, headings, _ = _material()
    words = [w for h in headings for w in re.findall(r"[\u3400-\u9fff]{2,}", h)]
    runs = [r for s in sentences for r in re.findall(r"[\u3400-\u9fff]{2,}", s.original)]

    def piece(longest: int) -> str:
        run = chance.choice(runs)
        at = chance.randrange(max(1, len(run) - 1))
        return str(run[at : at + chance.randint(2, longest)])

    kinds: list[Callable[[], str]] = [
        lambda: chance.choice(words), lambda: piece(4), lambda: piece(8), lambda: f"{piece(3)} {piece(3)}",
        lambda: chance.choice(chance.choice(runs)),
    ]  # fmt: skip
    return [kinds[n % len(kinds)]() for n in range(count)]


# --- ours --------------------------------------------------------------------------------------

_OPEN = """
import json, resource, sys, time
start = time.perf_counter()
from draftkit.library import Library
loaded = time.perf_counter()
library = Library(sys.argv[1])
library.is_empty()
opened = time.perf_counter()
times = []
for query in json.load(sys.stdin):
    at = time.perf_counter()
    library.search(query)
    times.append(time.perf_counter() - at)
try:  # ru_maxrss remembers the parent
    with open("/proc/self/status") as status:
        peak = next(int(row.split()[1]) for row in status if row.startswith("VmHWM")) / 1024
except OSError:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([opened - loaded, times, peak]))
"""


def _fresh(root: Path, queries: list[str]) -> tuple[float, list[float], float]:
    """Seconds to open, seconds of each search, MiB at most, of a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", _OPEN, str(root)],
        input=json.dumps(queries),
        capture_output=True,
        text=True,
        check=True,
    )
    opened, times, peak = json.loads(done.stdout)
    return opened, times, peak


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[18]


def _bar(what: str, ours: float, unit: str, bar: float, want: str = "<=", note: str = "") -> Row:
    return Row(what, ours, unit, "the bar", bar, 1, "<=" if want == "<=" else ">=", note)


def run(count: int = COUNT) -> list[Row]:
    """All rows for a library of `count` clauses."""
    return list(rows(count))


def rows(count: int) -> Iterator[Row]:
    """Rebuild, open, search, add, memory; then the same queries to the peers."""
    root, queries = made(count), questions()
    with tempfile.TemporaryDirectory(dir=tempfile.gettempdir()) as cache:
        os.environ["DRAFTKIT_CACHE"] = cache
        from draftkit.library import Library

        start, used = time.perf_counter(), time.process_time()
        Library(root).is_empty()
        note = f"{count} clauses; {time.perf_counter() - start:.1f} s by the clock"
        yield _bar(
            "library: index rebuilt", count / (time.process_time() - used), "/s/core", 4000, ">=", note
        )
        runs = [_fresh(root, queries) for _ in range(3)]
        yield _bar("library: open", statistics.median(r[0] for r in runs), "s", 0.3)
        times = [t for r in runs for t in r[1]]
        yield _bar(
            "library: search, 95 % within",
            _p95(times) * 1000,
            "ms",
            20,
            note=f"median {statistics.median(times) * 1000:.2f} ms",
        )
        yield _bar("library: memory of a search", max(r[2] for r in runs), "MiB", 150)
        yield _bar("library: adding a document", _adding(root), "s", 0.2)
        yield from _peers(root, Path(cache), queries, statistics.median(times) * 1000)


def _adding(root: Path) -> float:
    """Median seconds to harvest a plan of 25 measures into an open library; they are taken out again."""
    from draftkit.library import Library
    from draftkit.parsing import parse_text

    sentences, headings, _ = _material()
    chance = random.Random(3)
    library = Library(root)
    library.is_empty()
    seconds = []
    for n in range(5):
        body = "\n".join(
            f"{k + 1}.{chance.choice(headings)}。{chance.choice(sentences).original}" for k in range(25)
        )
        document = parse_text(
            f"临试发〔2026〕{n}号\n\n临湖县第{n}类试验实施方案\n\n一、主要任务\n{body}\n\n临湖县人民政府\n2026年1月1日\n"
        )
        start = time.perf_counter()
        path = library.harvest(document).path
        seconds.append(time.perf_counter() - start)
        path.unlink()
    Library(root).is_empty()
    return statistics.median(seconds)


# --- peers -------------------------------------------------------------------------------------


def _texts(cache: Path) -> Iterator[tuple[int, str, str]]:
    base = sqlite3.connect(max(cache.glob("clauses-*.sqlite3"), key=lambda path: path.stat().st_size))
    for number, record in base.execute("SELECT id, record FROM clause"):
        clause = json.loads(record)
        note = clause["responsibility"]["original"] if clause["responsibility"] else ""
        yield number, clause["heading"] or "", "\n".join((clause["original"], note, *clause["topics"]))


def _peers(root: Path, cache: Path, queries: list[str], ours: float) -> Iterator[Row]:
    """Milliseconds of the best 20 (median), and how many of all hits each finds."""
    base = sqlite3.connect(cache / "peers.sqlite3")
    base.executescript(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; CREATE TABLE plain (id INTEGER PRIMARY KEY, heading TEXT, body TEXT);"
        "CREATE VIRTUAL TABLE tri USING fts5(heading, body, content='plain', content_rowid='id', tokenize='trigram');"
    )
    base.execute("BEGIN")
    base.executemany("INSERT INTO plain VALUES (?,?,?)", _texts(cache))
    base.execute("INSERT INTO tri (tri) VALUES ('rebuild')")
    base.execute("COMMIT")
    checked = queries[:_CHECKED]
    truth = {q: _scan(base, q) for q in checked}
    mine = _recall(lambda q: _ours(root, q), truth)
    yield Row("library: best 20", ours, "ms", "LIKE scan", _median_ms(lambda q: _scan(base, q, 20), checked),
              note=f"finds {mine:.1%} of the hits, LIKE 100 %")  # fmt: skip
    found = _recall(lambda q: _trigram(base, q), truth)
    yield Row("library: best 20", ours, "ms", "FTS5 trigram", _median_ms(lambda q: _trigram(base, q, 20), queries),
              note=f"trigram finds {found:.1%} of the hits")  # fmt: skip
    yield _tantivy_row(base, cache, queries, truth, ours)


def _recall(find: Callable[[str], set[int]], truth: dict[str, set[int]]) -> float:
    shares = [len(find(q) & hits) / len(hits) for q, hits in truth.items() if hits]
    return statistics.mean(shares)


def _median_ms(find: Callable[[str], object], queries: list[str]) -> float:
    times = []
    for query in queries:
        start = time.perf_counter()
        find(query)
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def _scan(base: sqlite3.Connection, query: str, limit: int = -1) -> set[int]:
    """The best 20 of a scan must look at every row: those with the word in the heading come first."""
    words = query.split()
    where = " AND ".join("(heading LIKE ? OR body LIKE ?)" for _ in words)
    order = "ORDER BY heading LIKE ? DESC" if limit > 0 else ""
    values = [f"%{w}%" for w in words for _ in (0, 1)] + ([f"%{words[0]}%"] if limit > 0 else [])
    rows = base.execute(f"SELECT id FROM plain WHERE {where} {order} LIMIT ?", (*values, limit))
    return {row[0] for row in rows}


def _trigram(base: sqlite3.Connection, query: str, limit: int = -1) -> set[int]:
    match = " AND ".join(f'"{word}"' for word in query.split())
    order = "ORDER BY bm25(tri, 30.0, 1.0)" if limit > 0 else ""
    rows = base.execute(f"SELECT rowid FROM tri WHERE tri MATCH ? {order} LIMIT ?", (match, limit))
    return {row[0] for row in rows}


def _ours(root: Path, query: str) -> set[int]:
    from draftkit.library.bigrams import key
    from draftkit.library.facets import ANY
    from draftkit.library.library import Library
    from draftkit.library.ranking import Asked, ranked

    library = _ours_open.setdefault(root, Library(root))
    asked = Asked(tuple(map(key, query.split())), ANY, None)
    return {number for number, _ in ranked(library._index, asked, 1 << 40)[1]}


_ours_open: dict[Path, Any] = {}


def _tantivy_row(
    base: sqlite3.Connection, cache: Path, queries: list[str], truth: dict[str, set[int]], ours: float
) -> Row:
    """tantivy with its ngram tokenizer of one to two characters, phrases asked as it likes them."""
    try:
        import tantivy
    except ImportError:
        return Row("library: best 20", ours, "ms", "tantivy (not installed)", None)
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", stored=True, fast=True)
    for name in ("heading", "body"):
        builder.add_text_field(name, tokenizer_name="pairs")
    (cache / "tantivy").mkdir()
    index = tantivy.Index(builder.build(), path=str(cache / "tantivy"))
    pairs = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.ngram(1, 2, False)).build()
    index.register_tokenizer("pairs", pairs)
    writer = index.writer(heap_size=200_000_000, num_threads=1)
    start = time.perf_counter()
    for number, heading, body in base.execute("SELECT id, heading, body FROM plain"):
        writer.add_document(tantivy.Document(id=[number & ((1 << 42) - 1)], heading=heading, body=body))
    writer.commit()
    writer.wait_merging_threads()
    built = time.perf_counter() - start
    index.reload()
    searcher = index.searcher()

    def find(query: str, limit: int) -> set[int]:
        parts = []
        for word in query.split():
            grams = [word[n : n + 2] for n in range(max(1, len(word) - 1))]
            either = [
                (tantivy.Occur.Should, tantivy.Query.boost_query(_words(tantivy, index, name, grams), boost))
                for name, boost in (("heading", 30.0), ("body", 1.0))
            ]
            parts.append((tantivy.Occur.Must, tantivy.Query.boolean_query(either)))
        hits = searcher.search(tantivy.Query.boolean_query(parts), limit, count=False).hits
        return {searcher.doc(address)["id"][0] for _, address in hits}

    every = {q: {n & ((1 << 42) - 1) for n in hits} for q, hits in truth.items()}
    found = _recall(lambda q: find(q, max(1, searcher.num_docs)), every)
    milliseconds = _median_ms(lambda q: find(q, 20), queries)
    note = f"tantivy finds {found:.1%} of the hits; its index took {built:.0f} s"
    return Row("library: best 20", ours, "ms", "tantivy", milliseconds, note=note)


def _words(tantivy: Any, index: Any, field: str, grams: list[str]) -> Any:
    terms = [tantivy.Query.term_query(index.schema, field, gram) for gram in grams]
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, term) for term in terms])


if __name__ == "__main__":
    print(HEADER)
    for row in rows(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT):
        print(line(row), flush=True)
