"""Speed of proofreading: all text rules on a document of 6,000 characters, and whether time grows with length."""

from __future__ import annotations

import time
from statistics import median

from benchmarks import Row
from draftkit.checking import check_document, standard
from draftkit.parsing import parse_text

_ITEM = (
    "（{n}）{title}。推进农田信息采集第{i}期建设，完善灌溉、测土、虫情监测设施，组建技术服务队，开展田间指导和培训。到2027年，第{i}片示范区覆盖率达到{p}%以上。"
    "落实《关于推进智慧农业发展的意见》（云农发〔2024〕{i}号）要求，加强部门协作，提高土地产出率和劳动生产率。支持合作社应用农机调度平台，"
    "引导农户参加农业保险，健全质量追溯体系，保障农产品质量安全。（责任单位：县农业农村局牵头，县财政局、县水利局、县市场监管局配合）\n\n"
)


def sample(characters: int) -> str:
    """A plan of about so many characters."""
    from draftkit.lexicon.text import to_chinese

    parts = [
        "溪农规〔2025〕2号\n\n关于印发《溪口县推进智慧农业发展实施方案》的通知\n\n各乡镇人民政府，县直各有关单位：\n\n"
    ]
    parts.append(
        "《溪口县推进智慧农业发展实施方案》已经县政府同意，现印发给你们。\n\n溪口县农业农村局\n\n2025年3月6日\n\n（此件公开发布）\n\n"
    )
    parts.append(
        "溪口县推进智慧农业发展实施方案\n\n为加快推进我县智慧农业发展，制定本方案。\n\n一、主要任务\n\n"
    )
    length, i = sum(map(len, parts)), 0
    while length < characters - 60:
        i += 1
        parts.append(
            _ITEM.format(n=to_chinese(min(i, 999)), i=i, p=30 + i % 60, title=f"建设第{i}片数字农田")
        )
        length += len(parts[-1])
    parts.append("本方案自2025年4月6日起施行，有效期至2029年4月5日。\n")
    return "".join(parts)


def measure(characters: int, rounds: int = 7) -> float:
    """Seconds of computing that the rules take on a document of so many characters, the median of several rounds."""
    document = parse_text(sample(characters))
    check_document(document)
    times = []
    for _ in range(rounds):
        started = time.process_time()
        check_document(document)
        times.append(time.process_time() - started)
    return median(times)


def run() -> list[Row]:
    """All text rules on 6,000 characters against the bar of 60 ms, and 24,000 against 6,000 characters."""
    once, four = measure(6000), measure(24000)
    note = f"{len(standard())} rules"
    return [
        Row("check, 6,000 characters", once, "s", "bar of 60 ms", 0.060, 1, "<=", note),
        Row("check, 24,000 characters", four, "s", "check, 6,000 characters", once, 5, "<=", "linear is 4"),
    ]
