"""Help pages and usage errors: Chinese throughout, set by width on screen, instant."""

from __future__ import annotations

import re

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from draftkit.cli.help import EXAMPLES, filled, in_chinese, joined
from draftkit.cli.main import COMMANDS, main, root
from draftkit.cli.usage import explain, explain_fault
from draftkit.lexicon.text import width

KNOWN = {
    "API",
    "CPU",
    "CSV",
    "DOCX",
    "EDITOR",
    "GB",
    "HTML",
    "ID",
    "JSON",
    "PUN",
    "RSP",
    "SARIF",
    "TXT",
    "UTF",
    "XLSX",
    "XML",
    "YAML",
}


def help_of(*path: str) -> str:
    """The help page of a command or sub-command, 80 columns wide."""
    command: click.Command = root
    context = root.context_class(root, info_name="draftkit", terminal_width=80)
    for name in path:
        assert isinstance(command, click.Group)
        found = command.get_command(context, name)
        assert found is not None
        context = found.context_class(found, info_name=name, parent=context)
        command = found
    return command.get_help(context)


def pages() -> list[tuple[str, ...]]:
    """All commands with their sub-commands."""
    paths: list[tuple[str, ...]] = [()]
    for name in COMMANDS:
        paths.append((name,))
        command = root.get_command(root.context_class(root), name)
        if isinstance(command, click.Group):
            paths.extend((name, sub) for sub in command.commands)
    return paths


def test_help_is_chinese_and_fits() -> None:
    for path in pages():
        page = help_of(*path)
        assert page.startswith("用法：draftkit")
        assert "显示帮助。" in page
        words = set(re.findall(r"(?<![-\w.])[A-Z]{2,}(?![-\w.])", page)) - KNOWN
        assert not words, (path, words)
        assert not re.search(r"Usage|Options|Show this|required|default", page), page
        wide = [line for line in page.splitlines() if width(line) > 80 and "draftkit" not in line]
        assert not wide, (path, wide)


def test_every_command_is_explained_with_an_example() -> None:
    paths = [path for path in pages() if path]
    assert EXAMPLES.keys() == {" ".join(path) for path in paths}
    for path in paths:
        page = help_of(*path)
        assert all(f"    {example}\n" in f"{page}\n" for example in EXAMPLES[" ".join(path)])
        assert all(example.startswith(f"draftkit {path[0]} ") for example in EXAMPLES[" ".join(path)])


def test_no_command_shows_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main([])
    assert stop.value.code == 0
    assert capsys.readouterr().out.startswith("用法：")


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["--version"])
    assert stop.value.code == 0
    assert re.fullmatch(r"draftkit \d+\.\d+\.\d+\n", capsys.readouterr().out)


@in_chinese
@click.command()
@click.argument("parent", type=click.Path(exists=True, dir_okay=False))
@click.argument("children", nargs=-1)
@click.option("-o", "--output", required=True, type=click.Path(), help="输出文件。")
@click.option("--jobs", type=click.IntRange(1, 64), default=1, show_default=True, help="同时工作的进程数。")
@click.option("--kind", type=click.Choice(["甲", "乙"]), help="种类。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def probe(**_: object) -> None:
    """试一试。"""


def test_place_holders_are_chinese() -> None:
    page = probe.get_help(probe.context_class(probe, info_name="probe", terminal_width=70))
    assert page == (
        "用法：probe [选项] 上级文件 [下级文件…]\n\n"
        "  试一试。\n\n"
        "选项：\n"
        "  -o, --output 输出文件  输出文件。  [必填]\n"
        "  --jobs 数量            同时工作的进程数。  [默认：1；1 至 64]\n"
        "  --kind [甲|乙]         种类。\n"
        "  --json                 输出 JSON。\n"
        "  -h, --help             显示帮助。"
    )


@pytest.mark.parametrize(
    ("args", "says"),
    [
        ([], "缺少参数“上级文件”"),
        ([__file__], "缺少选项 -o/--output"),
        (["/nope", "-o", "x"], "“/nope”不存在"),
        (["/", "-o", "x"], "“/”是文件夹，这里要的是文件"),
        ([__file__, "-o"], "选项 -o 后面要跟一个值"),
        ([__file__, "-o", "x", "--jobs", "many"], "“many”不是整数"),
        ([__file__, "-o", "x", "--jobs", "99"], "超出允许的范围（1 到 64）"),
        ([__file__, "-o", "x", "--kind", "丙"], "只能是 甲、乙"),
        ([__file__, "-o", "x", "--json=3"], "选项 --json 后面不能跟值"),
        ([__file__, "-o", "x", "--jsn"], "没有 --jsn 这个选项，是不是 --json"),
    ],
)
def test_usage_errors_are_chinese(args: list[str], says: str) -> None:
    with pytest.raises(click.UsageError) as caught:
        probe.main(args, standalone_mode=False)
    sentence = explain(caught.value)
    assert says in sentence
    assert sentence.endswith("--help。")


def test_a_fault_of_the_program_is_one_line() -> None:
    assert explain_fault(KeyError("a\nb")).count("\n") == 0
    assert "DRAFTKIT_DEBUG" in explain_fault(ValueError("x"))
    assert "满.docx" in explain_fault(OSError(28, "No space left on device", "满.docx"))


@given(st.text(alphabet="文字，。ab c1-", max_size=120), st.integers(20, 60))
def test_filling_loses_nothing_and_fits(text: str, room: int) -> None:
    lines = list(filled(text, room))
    assert "".join("".join(lines).split()) == "".join(text.split())
    longest_word = max(map(len, re.findall(r"[\x21-\x7e]+", text)), default=0)
    for line in lines:
        # closing punctuation may hang over the edge instead of opening the next line
        assert width(line.rstrip("，。")) <= max(room, longest_word)


def test_line_breaks_in_help_texts() -> None:
    assert joined("一行\n  二行 a\nb") == "一行二行 a b"
