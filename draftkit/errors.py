"""What can go wrong, as one tree. Every message is one Chinese sentence to a person.

    DraftkitError                 anything the user can put right; exit status 2
    ├── InputError                a file that cannot be read or is not what its name says
    │   ├── UnsupportedFormat     a kind of file that no reader takes
    │   ├── UnsafeFile            refused for safety: zip bomb, entities, path escape
    │   └── EmptyDocument         nothing readable inside
    ├── LocalityError             a locality file or row with a missing or wrong field
    ├── TemplateError             a template that cannot be parsed or asks for something unknown
    ├── LibraryError              a clause library that is broken or not there
    ├── ProfileError              a settings file (draftkit.toml) with a wrong or unknown entry
    └── OutputError               the result cannot be written (exists already, no right, full disk)

`DraftkitError.render` is the only place where an error becomes a line of text.
"""

from __future__ import annotations


class DraftkitError(Exception):
    """An error that is told to the user in one line (用户可以处理的错误).

    problem: what is wrong, without a full stop. where: file and place (``a.yaml 第3行``), or None
    when there is none. remedy: what to do, or None when the problem says it already.
    """

    def __init__(self, problem: str, *, where: str | None = None, remedy: str | None = None) -> None:
        self.problem = problem
        self.where = where
        self.remedy = remedy
        super().__init__(self.render())

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        # Exceptions cross process borders in a batch; keyword-only fields need help with pickling.
        return _rebuild, (type(self), self.problem, self.where, self.remedy)

    def render(self) -> str:
        """The one line shown to the user: 位置：问题。办法。"""
        head = f"{self.where}：" if self.where else ""
        tail = f"{self.remedy}。" if self.remedy else ""
        return " ".join(f"{head}{self.problem}。{tail}".split("\n"))


def _rebuild(kind: type[DraftkitError], problem: str, where: str | None, remedy: str | None) -> DraftkitError:
    return kind(problem, where=where, remedy=remedy)


class InputError(DraftkitError):
    """A file that cannot be read, or is not what it claims to be (输入文件有误)."""


class UnsupportedFormat(InputError):
    """A kind of file for which there is no reader (不支持的格式)."""


class UnsafeFile(InputError):
    """A file refused for safety, such as a zip bomb or XML with entities (不安全的文件)."""


class EmptyDocument(InputError):
    """A file in which there is no readable text (没有可读的文字)."""


class LocalityError(DraftkitError):
    """A locality with a missing or wrong field (地方信息有误)."""


class TemplateError(DraftkitError):
    """A template that does not parse, or that asks for an unknown variable (模板有误)."""


class LibraryError(DraftkitError):
    """A clause library that is missing or broken (条款库有误)."""


class ProfileError(DraftkitError):
    """A settings file (draftkit.toml) with a wrong or unknown entry (设置有误)."""


class OutputError(DraftkitError):
    """A result that cannot be written (结果无法写出)."""
