"""``python -m draftkit`` is the same as ``draftkit``."""

from draftkit.cli.main import main

if __name__ == "__main__":
    main()
