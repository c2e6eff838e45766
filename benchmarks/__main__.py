"""Run all benchmarks, or the named ones, and print one table. Leaves with 1 when a bar is missed."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

from benchmarks import Row

HEADER = f"{'what':<44}{'ours':>15}{'peer':>15}{'ratio':>9}  {'bar':<9}{'':<7}peer, note"


def main(names: list[str]) -> int:
    """Run the modules and return the exit status."""
    here = Path(__file__).parent
    modules = [f"bench_{name}" for name in names] or sorted(path.stem for path in here.glob("bench_*.py"))
    rows: list[Row] = []
    print(HEADER)
    for module in modules:
        for row in import_module(f"benchmarks.{module}").run():
            print(line(row), flush=True)
            rows.append(row)
    return 1 if any(row.met is False for row in rows) else 0


def line(row: Row) -> str:
    """One row of the table."""
    theirs = "-" if row.theirs is None else f"{row.theirs:.4g} {row.unit}"
    ratio = "-" if row.ratio is None else f"{row.ratio:.2f}"
    bar = "" if row.bar is None else f"{row.want} {row.bar:g}"
    verdict = {True: "ok", False: "MISSED", None: ""}[row.met]
    ours = f"{row.ours:.4g} {row.unit}"
    tail = "; ".join(filter(None, (row.peer, row.note)))
    return f"{row.what:<44}{ours:>15}{theirs:>15}{ratio:>9}  {bar:<9}{verdict:<7}{tail}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
