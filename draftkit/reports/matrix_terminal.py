"""A matrix for the terminal: the ranking of places and the measures that most of them fail."""

from __future__ import annotations

from draftkit.comparing.labels import label
from draftkit.comparing.matrix import STATES, Matrix
from draftkit.comparing.result import SEVERITIES
from draftkit.lexicon.text import normal
from draftkit.reports.comparison_terminal import shortened
from draftkit.reports.grid import table
from draftkit.reports.matrix_xlsx import measure_names

_SHOWN = 10


def matrix_terminal(matrix: Matrix, *, columns: int = 100) -> str:
    """The matrix as text. columns: width of the terminal, ideographs counting two."""
    failed = [c for c in matrix.columns if c.error is not None]
    compared = matrix.ranked()
    lines = [
        f"上级：{normal(matrix.parent.title or '（无标题）')}",
        f"对照：{len(compared)} 份" + (f"，另有 {len(failed)} 份没有读出" if failed else ""),
        "",
    ]
    if compared:
        head = ("地方", "有对应", *(label("severity", s) for s in SEVERITIES), "偏离分", "文件")
        rows = [
            (
                c.place,
                f"{c.coverage:.0%}",
                *(str(c.severities.get(s, 0)) for s in SEVERITIES),
                str(c.score),
                c.path,
            )
            for c in compared
        ]
        lines += [table(head, rows, (20, *(None,) * 6, max(20, columns - 60))), ""]
    names = measure_names(matrix.parent)
    weak = [(id_, counts) for id_, counts in matrix.weakest() if any(counts[s] for s in STATES[:-1])]
    if weak and compared:
        lines.append(f"落实最不到位的条款（前 {min(_SHOWN, len(weak))} 条）：")
        for id_, counts in weak[:_SHOWN]:
            said = "，".join(f"{label('state', s)} {counts[s]}" for s in STATES[:-1] if counts[s])
            lines.append(shortened(f"  {said}  {names[id_]}", columns))
    lines += [f"没有读出：{c.error}" for c in failed]
    return "\n".join(lines)
