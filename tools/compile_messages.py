"""Compile every .po of the tree whose .mo is older, with Babel: a fresh machine has no gettext tools."""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    for folder in ("locale", "shop", "catalogue", "connectors"):
        for source in (ROOT / folder).rglob("LC_MESSAGES/*.po"):
            compiled = source.with_suffix(".mo")
            if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
                with source.open("rb") as po, compiled.open("wb") as mo:
                    write_mo(mo, read_po(po, locale=source.parts[-3]))


if __name__ == "__main__":
    main()
