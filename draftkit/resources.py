"""Where the installed program finds templates, the clause library and the samples.

In a checkout these folders stand at the top, where people edit them; a wheel carries them as
``draftkit/_data``.
"""

from __future__ import annotations

from pathlib import Path

from draftkit.errors import DraftkitError

_PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """The folder ``templates``, ``clause_library`` or ``samples`` of this installation.

    Raises DraftkitError when the installation is incomplete.
    """
    for candidate in (_PACKAGE / "_data" / name, _PACKAGE.parent / name):
        if candidate.is_dir():
            return candidate
    raise DraftkitError(f"安装不完整，找不到 {name} 文件夹", remedy="请重新安装 draftkit")
