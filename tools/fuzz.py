"""Fuzz the readers and the parser for a time: ``python tools/fuzz.py --minutes 60 --out findings``.

Every kind of file and every way of making texts takes its turn, with a new seed each round. A
finding is anything but a Document or an error of our own in one line, a hang, a dead process, or a
text that takes longer than the bar for its length. Its input is kept in the folder, and
``python tools/fuzz.py --again SEED KIND NUMBER`` repeats it.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from fuzzing.corpus import FILES, corpus
from fuzzing.trial import TEXT, Case, Result, made, trial
from fuzzing.watch import results

BAR = 2.0  # seconds for a million bytes of text
_LONG = 100_000  # bytes: what a time per byte is stated for
_SHARE = 25  # cases of a kind in a row


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1, help="of the first round")
    parser.add_argument("--kinds", nargs="+", default=[*FILES, TEXT, TEXT], help="docx … txt, text, picture")
    parser.add_argument("--corpus", default="", help="folder of further files to start from")
    parser.add_argument("--out", type=Path, default=Path("fuzz-findings"))
    parser.add_argument("--limit", type=float, default=20.0, help="seconds that a case may take")
    parser.add_argument("--again", nargs=3, metavar=("SEED", "KIND", "NUMBER"))
    args = parser.parse_args()
    if args.again:
        seed, kind, number = args.again
        print(trial(Case(int(seed), kind, int(number), folder=args.corpus)))
        return
    log = Log(args.out)
    try:
        some = until(args.minutes, cases(args.seed, args.kinds, args.corpus))
        for result in results(some, args.limit, pictures="picture" in args.kinds):
            log.add(result)
    finally:
        log.tell()


def cases(seed: int, kinds: list[str], folder: str) -> Iterator[Case]:
    """All kinds in turn, without end."""
    kinds = [kind for kind in kinds if kind == TEXT or corpus(folder).get(kind)]
    counters = {kind: itertools.count() for kind in kinds}
    for round_ in itertools.count():
        for kind in kinds:
            for number in itertools.islice(counters[kind], _SHARE):
                yield Case(seed + round_ // 40, kind, number, folder=folder)


def until(minutes: float, endless: Iterator[Case]) -> Iterator[Case]:
    """The cases of so many minutes."""
    end = time.monotonic() + 60 * minutes
    return itertools.takewhile(lambda _: time.monotonic() < end, endless)


@dataclass
class Log:
    """Counts, and keeps what is wrong."""

    folder: Path
    start: float = field(default_factory=time.monotonic)
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    seen: Counter[str] = field(default_factory=Counter)
    slowest: list[tuple[float, Result]] = field(default_factory=list)
    peak: int = 0
    told: float = 0.0

    def add(self, result: Result) -> None:
        """Count a result; write a finding down with its input."""
        case, outcome = result.case, result.outcome
        self.peak = max(self.peak, result.peak)
        if result.size >= _LONG and outcome in ("document", "error"):
            pace = result.seconds * 1e6 / result.size
            self.slowest = sorted([*self.slowest, (pace, result)], key=lambda p: -p[0])[:12]
            if pace > BAR and case.kind == TEXT:
                outcome = "slow"
        elif outcome in ("document", "error") and result.seconds > BAR:
            outcome = "slow"
        self.counts[case.kind, outcome] += 1
        if outcome not in ("document", "error"):
            self._keep(result, outcome)
        if time.monotonic() > self.told + 60:
            self.told = time.monotonic()
            self.tell()

    def _keep(self, result: Result, outcome: str) -> None:
        """The first few of what looks alike, by the last lines of the traceback."""
        where = re.findall(r'draftkit/(\S+?)", line (\d+)', result.told)[-2:]
        key = f"{outcome} {where or result.case.kind}"
        self.seen[key] += 1
        if self.seen[key] > 3:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        case, data = result.case, made(result.case)
        raw = data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")
        name = f"{outcome}-{case.kind}-{hashlib.sha256(raw).hexdigest()[:10]}"
        (self.folder / f"{name}.{case.kind}").write_bytes(raw)
        facts = (
            f"{case}\n{result.seconds:.2f} s for {result.size} bytes, peak {result.peak} MB\n{result.told}\n"
        )
        (self.folder / f"{name}.log").write_text(facts, encoding="utf-8")

    def tell(self) -> None:
        """The state of things, on standard output."""
        minutes = (time.monotonic() - self.start) / 60
        print(f"--- {minutes:.1f} min, {self.counts.total()} cases, peak {self.peak} MB")
        for kind in sorted({kind for kind, _ in self.counts}):
            print(f"{kind:8}", {o: n for (k, o), n in sorted(self.counts.items()) if k == kind})
        for pace, result in self.slowest[:6]:
            case = result.case
            print(f"  {pace:.2f} s/MB  {result.size} bytes  --again {case.seed} {case.kind} {case.number}")
        for key, count in self.seen.most_common():
            print(f"  {count} × {key}")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
