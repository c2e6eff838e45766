"""`draftkit format FILE -o OUT.docx`: any readable document set again by GB/T 9704."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from draftkit.writers.profile import Profile
    from draftkit.writers.resetting import SetAgain

_FONTS = ("gb2312", "gbk", "windows")


@click.command(
    "format", help="把任何读得懂的公文按 GB/T 9704—2012 重新排版，文字一个不少；排不进去的内容逐一列出。"
)
@click.argument("file", metavar="文件")
@click.option("-o", "--output", required=True, metavar="输出文件", help="写成 .docx。")
@click.option(
    "--fonts",
    type=click.Choice(_FONTS),
    metavar="字体方案",
    help="gb2312（仿宋_GB2312 等，不写就用这套）、gbk（方正）或 windows（系统自带的仿宋、楷体）。",
)
@click.option("--profile", "rules", metavar="设置文件", help="draftkit.toml，[format] 一节写本单位的版式。")
@click.option("--frame", metavar="红头模板", help="本单位的红头 .docx，正文排进它的【正文】处。")
@click.option(
    "--layout",
    type=click.Choice(("文件", "信函", "命令", "纪要")),
    metavar="格式",
    help="文件（不写就用这种）、信函、命令或纪要格式。",
)
@click.option("--letter", is_flag=True, help="同 --layout 信函。")
@click.option("--latin", metavar="字体", help="数字和字母用的字体，如 Times New Roman；不写就随汉字。")
@click.option("--no-seal", "no_seal", is_flag=True, help="落款不留印章位置（GB/T 9704 7.3.5.2）。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON（draftkit.formatted/1）。")
@click.option("--force", is_flag=True, help="输出文件已存在时覆盖。")
def command(
    file: str,
    output: str,
    fonts: str | None,
    rules: str | None,
    frame: str | None,
    layout: str | None,
    letter: bool,
    latin: str | None,
    no_seal: bool,
    as_json: bool,
    force: bool,
) -> None:
    """Set again, write, and list what did not come along."""
    from draftkit.cli.making import read_frame
    from draftkit.files import write_whole
    from draftkit.writers.resetting import set_again

    target = Path(output)
    _check(target, file, force)
    profile = _profile(rules, fonts, latin, seal=not no_seal, layout="信函" if letter else layout)
    made = set_again(file, profile, read_frame(frame, profile))
    for warning in made.document.warnings:
        click.echo(f"提示：{file}：{warning}。", err=True)
    write_whole(target, made.data, force=force)
    if as_json:
        import json

        click.echo(json.dumps(_json(made, target), ensure_ascii=False, indent=1))
        return
    click.echo("\n".join(_told(made, target)))


def _check(target: Path, file: str, force: bool) -> None:
    """Say what is wrong with the output before the work is done."""
    from draftkit.errors import OutputError
    from draftkit.files import refuse_existing

    if target.suffix.lower() != ".docx":
        raise OutputError("写不了这种文件", where=str(target), remedy="扩展名可用 .docx")
    refuse_existing(target, force=force, inputs=(file,))


def _profile(
    rules: str | None, fonts: str | None, latin: str | None, *, seal: bool, layout: str | None
) -> Profile:
    """The office's rules, and over them what the command line says."""
    from dataclasses import replace

    from draftkit.writers.profile import LAYOUTS, Fonts, Profile

    profile = Profile.load(rules) if rules else Profile()
    if fonts:
        profile = replace(profile, fonts=Fonts.named(fonts, latin=profile.fonts.latin))
    if latin:
        profile = replace(profile, fonts=replace(profile.fonts, latin=latin))
    if layout:
        profile = replace(profile, layout=LAYOUTS[layout])
    return replace(profile, seal=profile.seal and seal)


def _told(made: SetAgain, target: Path) -> list[str]:
    count = sum(1 for p in made.document.paragraphs if p.role != "residue")
    lines = [f"已写出 {target}（{count} 段）"]
    if made.differences:
        lines += ["", f"有 {len(made.differences)} 处读回来和原文不一致，请对照原文："]
        lines += [f"  · {item}" for item in made.differences]
    else:
        lines.append("读回核对：各要素和全部文字与原文一致")
    if made.left_out:
        lines += ["", f"没有排进去的内容（{len(made.left_out)} 项）："]
        lines += [f"  · {item}" for item in made.left_out]
    return lines


def _json(made: SetAgain, target: Path) -> dict[str, object]:
    return {
        "schema": "draftkit.formatted/1",
        "output": str(target),
        "paragraphs": sum(1 for p in made.document.paragraphs if p.role != "residue"),
        "left_out": list(made.left_out),
        "differences": list(made.differences),
    }
