"""Forms that only LibreOffice writes (Word 97–2003). Their bytes differ from one version to the next."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path


def convert(files: dict[str, bytes], target: str = "doc", program: str = "soffice") -> dict[str, bytes]:
    """name -> the file in another format of LibreOffice, all in one run with a profile of its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in").mkdir()
        for stem, data in files.items():
            (folder / "in" / f"{stem}.docx").write_bytes(data)
        command = [program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
        command += ["--convert-to", target, "--outdir", str(folder / "out")]
        command += [str(path) for path in sorted((folder / "in").iterdir())]
        subprocess.run(command, check=True, capture_output=True, timeout=180, stdin=subprocess.DEVNULL)
        return {path.stem: path.read_bytes() for path in (folder / "out").iterdir()}
