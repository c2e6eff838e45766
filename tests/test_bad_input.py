"""Bad input: one Chinese line that names the file and the way out, status 2, nothing written."""

from __future__ import annotations

import io
import itertools
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from draftkit.cli.main import main

CASES = Path(__file__).parent / "cases" / "bad_input"
LOCALITIES = yaml.safe_load((CASES / "localities.yaml").read_text(encoding="utf-8"))
TEMPLATES = yaml.safe_load((CASES / "templates.yaml").read_text(encoding="utf-8"))
CHINESE = re.compile(r"[\u4e00-\u9fff]")
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@dataclass(frozen=True)
class Result:
    """What a call left behind."""

    status: int
    out: str
    err: str


Call = Callable[..., Result]


@pytest.fixture
def call(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Call:
    """Run the command line in this process, in a folder of its own, and take what it printed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("DRAFTKIT_DEBUG", raising=False)

    def run(*args: str | Path) -> Result:
        capfd.readouterr()
        with pytest.raises(SystemExit) as stop:
            main([str(arg) for arg in args])
        out, err = capfd.readouterr()
        return Result(int(stop.value.code or 0), out, err)

    return run


def assert_refused(result: Result, name: str | Path | None, out: Path | None = None) -> None:
    """One line on standard error with file, fault and remedy; nothing on standard output; no file."""
    assert result.status == 2, result
    assert result.out == ""
    lines = result.err.splitlines()
    assert len(lines) == 1, result.err
    line = lines[0]
    assert line.startswith("draftkit：")
    assert line.endswith("。")
    assert CHINESE.search(line.removeprefix("draftkit："))
    assert "程序内部出错" not in line
    if name is not None:
        assert str(name) in line
    assert line.count("。") >= 2 or "用法见" in line, f"no way out: {line}"
    if out is not None:
        assert files_in(out) == []


def files_in(folder: Path) -> list[Path]:
    """All files below a folder that may not exist, temporary ones included."""
    return [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []


# --- every command that reads a document ---------------------------------------------------------


def reading_commands(bad: Path, out: Path) -> dict[str, list[str | Path]]:
    """The calls that read a document, with `bad` in the place of one."""
    good, locality, table = CASES / "parent.txt", CASES / "locality.yaml", CASES / "localities.csv"
    return {
        "inspect": ["inspect", bad],
        "inspect json": ["inspect", bad, "--json"],
        "harvest": ["harvest", bad, "--library", out / "library"],
        "draft": ["draft", "--parent", bad, "--locality", locality, "-o", out / "方案.docx"],
        "diff parent": ["diff", bad, good, "-o", out / "偏离.html"],
        "diff child": ["diff", good, bad, "--json"],
        "batch": ["batch", "--parent", bad, "--localities", table, "-o", out / "各县"],
    }


COMMANDS = list(reading_commands(Path(), Path()))


def docx_with(document: str | bytes) -> bytes:
    """A Word file around one document.xml."""
    types = (
        f'{XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.document.main+xml"/></Types>'
    )
    rels = (
        f'{XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        'officeDocument" Target="word/document.xml"/></Relationships>'
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        package.writestr("[Content_Types].xml", types)
        package.writestr("_rels/.rels", rels)
        package.writestr("word/document.xml", document)
    return buffer.getvalue()


def document_xml(text: str, prolog: str = "") -> str:
    """A document.xml with one paragraph."""
    body = f"<w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body>"
    return f"{XML}{prolog}<w:document {W}>{body}</w:document>"


def zip_bomb() -> bytes:
    """A small Word file that unpacks to 300 MB."""
    return docx_with(document_xml("字").encode() + b" " * 300_000_000)


def lying_zip_bomb() -> bytes:
    """The same, with a directory that says the part is small."""
    data = bytearray(zip_bomb())
    at = data.rindex(b"PK\x01\x02")  # the last entry of the directory is document.xml
    struct.pack_into("<I", data, at + 24, 4000)
    return bytes(data)


def billion_laughs() -> bytes:
    names = "abcdefghij"
    entities = ['<!ENTITY a "哈哈哈哈哈哈哈哈哈哈">']
    entities += [f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in itertools.pairwise(names)]
    return docx_with(document_xml("&j;", f"<!DOCTYPE w:document [{''.join(entities)}]>"))


def external_entity() -> bytes:
    return docx_with(document_xml("&x;", '<!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///etc/passwd">]>'))


def xlsx() -> bytes:
    from openpyxl import Workbook

    buffer = io.BytesIO()
    Workbook().save(buffer)
    return buffer.getvalue()


def docx_without_text() -> bytes:
    from docx import Document

    buffer = io.BytesIO()
    Document().save(buffer)
    return buffer.getvalue()


def broken_utf8() -> bytes:
    text = (CASES / "parent.txt").read_bytes()
    at = text.index("总体要求".encode())
    return text[: at + 1] + b"\xff\xfe\xff" + text[at + 3 :]


BAD_FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "empty": ("空.txt", lambda: b""),
    "empty docx": ("空.docx", lambda: b""),
    "only white space": ("空白.txt", lambda: " \n　\r\n\t\f".encode()),
    "text behind docx": ("文字.docx", (CASES / "parent.txt").read_bytes),
    "picture behind docx": ("图片.docx", lambda: b"\x89PNG\r\n\x1a\n" + bytes(500)),
    "pdf behind docx": ("打印件.docx", lambda: b"%PDF-1.7\n" + bytes(500)),
    "old word behind docx": ("旧版.docx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)),
    "workbook behind docx": ("表格.docx", xlsx),
    "zip behind docx": ("压缩.docx", lambda: b"PK\x05\x06" + bytes(18)),
    "docx without text": ("无字.docx", docx_without_text),
    "docx cut short": ("半截.docx", lambda: docx_without_text()[:9000]),
    "docx with broken xml": ("坏.docx", lambda: docx_with(document_xml("字")[:-20])),
    "zip bomb": ("炸弹.docx", zip_bomb),
    "lying zip bomb": ("假炸弹.docx", lying_zip_bomb),
    "billion laughs": ("实体.docx", billion_laughs),
    "external entity": ("外部实体.docx", external_entity),
    "invalid utf-8": ("坏编码.txt", broken_utf8),
    "binary": ("程序.txt", lambda: bytes(range(256)) * 40),
    "50 MB of one line": ("一行.txt", lambda: ("为贯彻落实" * 3_500_000).encode()),
}


@pytest.fixture(scope="module")
def bad_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Path]]:
    """The bad file of a kind, made when first asked for."""
    folder = tmp_path_factory.mktemp("bad")

    def make(kind: str) -> Path:
        name, content = BAD_FILES[kind]
        path = folder / name
        if not path.exists():
            path.write_bytes(content())
        return path

    yield make
    shutil.rmtree(folder)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("kind", BAD_FILES)
def test_bad_file(
    kind: str, command: str, bad_files: Callable[[str], Path], call: Call, tmp_path: Path
) -> None:
    path = bad_files(kind)
    assert_refused(call(*reading_commands(path, tmp_path / "out")[command]), path.name, tmp_path / "out")


@pytest.mark.parametrize("command", COMMANDS)
def test_missing_file(command: str, call: Call, tmp_path: Path) -> None:
    path = tmp_path / "没有这个文件.docx"
    assert_refused(call(*reading_commands(path, tmp_path / "out")[command]), path.name, tmp_path / "out")


@pytest.mark.parametrize("command", COMMANDS)
def test_folder_in_place_of_a_file(command: str, call: Call, tmp_path: Path) -> None:
    path = tmp_path / "文件夹"
    path.mkdir()
    assert_refused(call(*reading_commands(path, tmp_path / "out")[command]), path.name, tmp_path / "out")


def test_secret_of_an_external_entity_is_never_shown(bad_files: Callable[[str], Path], call: Call) -> None:
    result = call("inspect", bad_files("external entity"), "--json")
    assert "root:" not in result.out + result.err


# --- rights --------------------------------------------------------------------------------------


@pytest.fixture
def as_ordinary_user(require_tool: Callable[[str], str]) -> list[str]:
    """A prefix for commands that takes away root's right to read and write everything."""
    if os.name != "posix":
        pytest.skip("file rights of POSIX")
    if os.geteuid() != 0:
        return []
    return [require_tool("setpriv"), "--bounding-set", "-dac_override,-dac_read_search"]


def run_as(prefix: list[str], *args: str | Path) -> Result:
    command = [*prefix, sys.executable, "-m", "draftkit", *map(str, args)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL)
    return Result(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("command", COMMANDS)
def test_no_right_to_read(command: str, as_ordinary_user: list[str], tmp_path: Path) -> None:
    path = tmp_path / "保密.txt"
    path.write_bytes((CASES / "parent.txt").read_bytes())
    path.chmod(0)
    result = run_as(as_ordinary_user, *reading_commands(path, tmp_path / "out")[command])
    assert_refused(result, path.name, tmp_path / "out")


@pytest.mark.parametrize("command", ["harvest", "draft", "diff parent", "batch"])
def test_no_right_to_write(command: str, as_ordinary_user: list[str], tmp_path: Path) -> None:
    out = tmp_path / "只读"
    out.mkdir()
    out.chmod(0o555)
    result = run_as(as_ordinary_user, *reading_commands(CASES / "parent.txt", out)[command])
    out.chmod(0o755)
    assert_refused(result, out.name, out)


# --- results that are there already --------------------------------------------------------------


@pytest.mark.parametrize("command", ["draft", "diff parent"])
def test_existing_output_is_kept(command: str, call: Call, tmp_path: Path) -> None:
    out = tmp_path / "out"
    args = reading_commands(CASES / "child.txt", out)[command]
    target = Path(args[args.index("-o") + 1])
    out.mkdir()
    target.write_text("别人的成果", encoding="utf-8")
    assert_refused(call(*args), target.name)
    assert target.read_text(encoding="utf-8") == "别人的成果"
    assert files_in(out) == [target]
    forced = call(*args, "--force")
    assert forced.status in (0, 1), forced.err
    assert target.read_bytes() != "别人的成果".encode()


@pytest.mark.parametrize("command", ["draft", "diff parent"])
def test_unknown_kind_of_output(command: str, call: Call, tmp_path: Path) -> None:
    args = reading_commands(CASES / "parent.txt", tmp_path / "out")[command]
    target = tmp_path / "out" / "结果.pages"
    args[args.index("-o") + 1] = target
    assert_refused(call(*args), target.name, tmp_path / "out")


# --- localities and templates --------------------------------------------------------------------


@pytest.mark.parametrize("name", LOCALITIES)
def test_bad_locality(name: str, call: Call, tmp_path: Path) -> None:
    case = LOCALITIES[name]
    path = tmp_path / "某县.yaml"
    path.write_text(case["text"], encoding="utf-8")
    out = tmp_path / "out"
    result = call("draft", "--parent", CASES / "parent.txt", "--locality", path, "-o", out / "方案.docx")
    assert_refused(result, path.name, out)
    assert case["says"] in result.err


SAVED = {"with a mark": "utf-8-sig", "by old Notepad": "gb18030", "as Unicode": "utf-16"}


@pytest.mark.parametrize("kind", SAVED)
def test_files_as_editors_save_them(kind: str, call: Call, tmp_path: Path) -> None:
    place, rules = tmp_path / "某 县.yaml", tmp_path / "draftkit.toml"
    text = (CASES / "locality.yaml").read_text(encoding="utf-8").replace("\n", "\r\n")
    place.write_bytes(text.encode(SAVED[kind]))
    args = ["draft", "--parent", CASES / "parent.txt", "--locality", place, "-o", tmp_path / "稿 子.docx"]
    if kind != "as Unicode":
        rules.write_bytes('[format]\r\nlatin_font = "仿宋"\r\n'.encode(SAVED[kind]))
        args += ["--profile", rules]
    done = call(*args)
    assert done.status == 0, done.err
    assert (tmp_path / "稿 子.docx").is_file()


WRONG_LOCALITIES: dict[str, tuple[str, bytes, str]] = {
    "a table of many": (
        "各县.csv",
        "名称,级别\n浦禾县,县\n禾浦县,县\n".encode("gb18030"),
        "draftkit batch --localities",
    ),
    "a table of none": ("空.csv", "名称,级别\n".encode(), "表格里没有地方"),
    "a Word file": ("某县.docx", b"PK\x03\x04", "这不是地方信息文件"),
    "wide colons": ("某县.yaml", "名称：浦禾县\n级别：县\n".encode(), "冒号用英文的"),
}


@pytest.mark.parametrize("kind", WRONG_LOCALITIES)
def test_what_is_no_locality_file(kind: str, call: Call, tmp_path: Path) -> None:
    name, data, says = WRONG_LOCALITIES[kind]
    path, out = tmp_path / name, tmp_path / "out"
    path.write_bytes(data)
    result = call("draft", "--parent", CASES / "parent.txt", "--locality", path, "-o", out / "方案.docx")
    assert_refused(result, name, out)
    assert says in result.err


def test_a_table_of_one_is_a_locality(call: Call, tmp_path: Path) -> None:
    path, out = tmp_path / "某县.csv", tmp_path / "方案.docx"
    path.write_bytes("名称,级别\n浦禾县,县\n".encode("gb18030"))
    assert call("draft", "--parent", CASES / "parent.txt", "--locality", path, "-o", out).status == 0
    path.write_bytes("名称,级别\n浦禾县,村\n".encode("gb18030"))
    assert_refused(
        call("draft", "--parent", CASES / "parent.txt", "--locality", path, "-o", out, "--force"), path.name
    )


def test_what_word_leaves_beside_an_open_file(call: Call, tmp_path: Path) -> None:
    path, out = tmp_path / "~$方案.docx", tmp_path / "out"
    path.write_bytes(b"\x05office" + bytes(155))
    result = call("draft", "--parent", path, "--locality", CASES / "locality.yaml", "-o", out / "方案.docx")
    assert_refused(result, path.name, out)
    assert "临时文件" in result.err


@pytest.mark.parametrize("text", ["[format]\nfonts = 仿宋\n", "[format\n"])
@pytest.mark.parametrize("command", ["draft", "diff", "check", "format"])
def test_settings_that_are_no_toml(command: str, text: str, call: Call, tmp_path: Path) -> None:
    path, out = tmp_path / "draftkit.toml", tmp_path / "out"
    path.write_text(text, encoding="utf-8")
    parent = CASES / "parent.txt"
    calls: dict[str, list[str | Path]] = {
        "draft": [
            "--parent",
            parent,
            "--locality",
            CASES / "locality.yaml",
            "-o",
            out / "甲.docx",
            "--profile",
            path,
        ],
        "diff": [parent, CASES / "child.txt", "--profile", path],
        "check": [parent],
        "format": [parent, "-o", out / "甲.docx", "--profile", path],
    }
    result = call(command, *calls[command])
    assert_refused(result, path.name, out)
    assert not re.search(
        "[a-z]{4,} [a-z]{2,}", result.err.replace(str(path), "")
    )  # no English of the library


@pytest.mark.parametrize(
    ("name", "says"), [("", "还要写上文件名"), ("稿.wps", "Word 和 WPS 都能打开"), ("稿", "扩展名可用")]
)
def test_outputs_that_are_no_file(name: str, says: str, call: Call, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    args = ["--parent", CASES / "parent.txt", "--locality", CASES / "locality.yaml", "-o", out / name]
    result = call("draft", *args)
    assert_refused(result, out, out)
    assert says in result.err


def test_missing_locality(call: Call, tmp_path: Path) -> None:
    out = tmp_path / "out"
    path = tmp_path / "没有.yaml"
    result = call("draft", "--parent", CASES / "parent.txt", "--locality", path, "-o", out / "方案.docx")
    assert_refused(result, path.name, out)


TABLES: dict[str, tuple[str, bytes]] = {
    "empty csv": ("空.csv", b""),
    "no name column": ("缺列.csv", b"level\ncounty\n"),
    "only a header": ("表头.csv", b"name,level\n"),
    "text behind xlsx": ("文字.xlsx", b"name,level\n"),
    "misspelt mapping": ("机构.csv", "name,level,unit.水利\n浦禾县,县,县水务局\n".encode()),
    "misspelt column": ("主送.csv", "name,level,adressees\n浦禾县,县,各乡镇\n".encode()),
    "unknown kind": ("表.pdf", b"%PDF-1.7"),
    "binary behind csv": ("程序.csv", bytes(range(256)) * 40),
}


@pytest.mark.parametrize("kind", TABLES)
def test_bad_table(kind: str, call: Call, tmp_path: Path) -> None:
    name, data = TABLES[kind]
    path = tmp_path / name
    path.write_bytes(data)
    out = tmp_path / "out"
    result = call("batch", "--parent", CASES / "parent.txt", "--localities", path, "-o", out)
    assert_refused(result, name, out)


@pytest.mark.parametrize("name", TEMPLATES)
def test_bad_template(name: str, call: Call, tmp_path: Path) -> None:
    case = TEMPLATES[name]
    path = tmp_path / "本单位.txt"
    path.write_text(case["text"], encoding="utf-8")
    out = tmp_path / "out"
    args = ["--parent", CASES / "parent.txt", "--locality", CASES / "locality.yaml", "--template", path]
    result = call("draft", *args, "-o", out / "方案.docx")
    assert_refused(result, path.name, out)
    assert case["says"] in result.err
    if case["line"] is not None:
        assert f"第{case['line']}行" in result.err


@pytest.mark.parametrize("template", ["没有这个模板", "没有.txt"])
def test_missing_template(template: str, call: Call, tmp_path: Path) -> None:
    args = ["--parent", CASES / "parent.txt", "--locality", CASES / "locality.yaml", "--template", template]
    result = call("draft", *args, "-o", tmp_path / "out" / "方案.docx")
    assert_refused(result, template, tmp_path / "out")


# --- libraries -----------------------------------------------------------------------------------


def test_missing_library(call: Call, tmp_path: Path) -> None:
    assert_refused(call("clauses", "list", "--library", tmp_path / "没有这个库"), "没有这个库")


def test_file_in_place_of_a_library(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "库"
    path.write_text("不是文件夹", encoding="utf-8")
    assert_refused(call("harvest", CASES / "parent.txt", "--library", path), path.name)
    assert path.read_text(encoding="utf-8") == "不是文件夹"


BROKEN_CLAUSES = ["clauses: [", "- 1\n", "schema: draftkit.clauses/99\nsource: {}\nclauses: []\n"]


@pytest.fixture
def library_with(call: Call, tmp_path: Path) -> Callable[[str], Path]:
    """A library of one document, beside it a broken file."""

    def make(text: str) -> Path:
        assert call("harvest", CASES / "parent.txt", "--library", tmp_path / "库").status == 0
        broken = tmp_path / "库" / "坏.yaml"
        broken.write_text(text, encoding="utf-8")
        return broken

    return make


@pytest.mark.parametrize("text", BROKEN_CLAUSES)
def test_broken_file_in_a_library_is_told_and_the_others_are_shown(
    text: str, library_with: Callable[[str], Path], call: Call
) -> None:
    broken = library_with(text)
    result = call("clauses", "list", "--library", broken.parent)
    assert result.status == 0
    assert "推进老年助餐" in result.out
    assert broken.name in result.err
    assert len(result.err.splitlines()) == 1


@pytest.mark.parametrize("text", BROKEN_CLAUSES)
def test_nothing_is_harvested_into_a_broken_library(
    text: str, library_with: Callable[[str], Path], call: Call
) -> None:
    broken = library_with(text)
    before = {path: path.read_bytes() for path in files_in(broken.parent)}
    assert_refused(call("harvest", CASES / "child.txt", "--library", broken.parent), broken.name)
    assert {path: path.read_bytes() for path in files_in(broken.parent)} == before


# --- wrong calls ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "args",
    [
        ["inspect"],
        ["inspect", "--nonsense"],
        ["nonsense"],
        ["draft", "--parent", "x"],
        ["batch", "--jobs", "many"],
        ["diff", "only-one"],
        ["clauses", "nonsense"],
    ],
    ids=" ".join,
)
def test_wrong_call(args: list[str], call: Call) -> None:
    assert_refused(call(*args), None)


# --- input that looks bad and is read ------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
def test_other_encodings_are_read(encoding: str, call: Call, tmp_path: Path) -> None:
    expected = call("inspect", CASES / "parent.txt", "--json")
    path = tmp_path / "方案.txt"
    path.write_bytes((CASES / "parent.txt").read_text(encoding="utf-8").encode(encoding))
    result = call("inspect", path, "--json")
    assert result.status == expected.status == 0, result.err
    mine, theirs = json.loads(result.out), json.loads(expected.out)
    assert mine["title"] == "兰江市社区养老服务提升实施方案"
    assert {**mine, "source": None} == {**theirs, "source": None}


def test_document_without_numbering_is_read_with_a_warning(call: Call) -> None:
    result = call("inspect", CASES / "no_numbering.txt", "--json")
    assert result.status == 0
    assert json.loads(result.out)["title"] == "关于做好汛期值班工作的提醒"
    assert "序号" in result.err or "编号" in result.err
    assert len(result.err.splitlines()) == 1


# --- what the system refuses ---------------------------------------------------------------------


def test_file_in_place_of_a_folder_of_plans(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "各县"
    path.write_text("不是文件夹", encoding="utf-8")
    table = CASES / "localities.csv"
    result = call("batch", "--parent", CASES / "parent.txt", "--localities", table, "-o", path)
    assert_refused(result, path.name)
    assert "这是一个文件" in result.err and "请给出文件夹" in result.err


@pytest.mark.parametrize(
    "code", ["ENOENT", "EEXIST", "EACCES", "ENOSPC", "EISDIR", "ENOTDIR", "EROFS", "EXDEV"]
)
def test_reasons_of_the_system_are_chinese(code: str) -> None:
    import errno

    from draftkit.files import reason

    number = getattr(errno, code)
    said = reason(OSError(number, os.strerror(number)))
    assert CHINESE.search(said) and os.strerror(number) not in said


def test_path_through_a_file(call: Call, tmp_path: Path) -> None:
    (tmp_path / "文件").write_text("字", encoding="utf-8")
    target = tmp_path / "文件" / "方案.docx"
    args = ["--parent", CASES / "parent.txt", "--locality", CASES / "locality.yaml"]
    result = call("draft", *args, "-o", target)
    assert_refused(result, target.name)
    assert not re.search("[a-z]{3,} [a-z]{2,}", result.err.replace(str(tmp_path), ""))
