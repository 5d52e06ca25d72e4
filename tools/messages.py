"""Every message of ours that has no Vietnamese: `messages.py [folder…]` prints them as a ready po stub.

Python goes through Babel's extractor, templates through Django's own translation into Python first: no gettext tools.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import write_po

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("shop", "catalogue", "connectors", "themes")
# How many texts each function takes, a context included.
TEXTS = {
    "_": 1,
    "gettext_noop": 1,
    **{f"{name}{lazy}": texts for name, texts in (("gettext", 1), ("ngettext", 2)) for lazy in ("", "_lazy")},
    **{f"{name}{lazy}": texts for name, texts in (("pgettext", 2), ("npgettext", 3)) for lazy in ("", "_lazy")},
}


class Message(NamedTuple):
    """`plural` and `context` are empty where there is none; `place` is the first `file:line`."""

    text: str
    plural: str
    context: str
    place: str


def messages(folders: tuple[str, ...] = FOLDERS) -> list[Message]:
    """Each message once, in the order of the tree."""
    seen: dict[tuple[str, str], Message] = {}
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".py", ".html", ".txt") and "migrations" not in path.parts:
                for message in _read(path):
                    seen.setdefault((message.context, message.text), message)
    return list(seen.values())


def _read(path: Path) -> Iterator[Message]:
    if path.suffix == ".py":
        source = path.read_bytes()
    elif "templates" in path.parts:
        source = _as_python(path)
    else:
        return
    for line, function, found, _comments in extract_python(BytesIO(source), TEXTS, (), {"encoding": "utf-8"}):
        parts = (found if isinstance(found, tuple) else (found,))[: TEXTS[function]]
        if any(not isinstance(part, str) for part in parts):
            continue  # a variable, not a text
        context, rest = ("", parts) if "pgettext" not in function else (parts[0], parts[1:])
        yield Message(rest[0], rest[1] if len(rest) > 1 else "", context, f"{path.relative_to(ROOT)}:{line}")


def _as_python(path: Path) -> bytes:
    from django.utils.translation.template import templatize

    lines = templatize(path.read_text(encoding="utf-8"), origin=str(path)).splitlines()
    return "\n".join(line.strip() for line in lines).encode()


def untranslated(found: list[Message], language: str = "vi") -> list[Message]:
    """Those that Django, started with all its apps, finds in no catalogue of `language`."""
    from django.utils.translation import trans_real

    known = trans_real.translation(language)._catalog

    def has(message: Message) -> bool:
        key = f"{message.context}\x04{message.text}" if message.context else message.text
        return ((key, 0) if message.plural else key) in known

    return [message for message in found if message.text and not has(message)]


def stub(missing: list[Message]) -> str:
    catalog = Catalog(locale="vi")
    for message in missing:
        text = (message.text, message.plural) if message.plural else message.text
        file, line = message.place.rsplit(":", 1)
        catalog.add(text, context=message.context or None, locations=[(file, int(line))])
    target = BytesIO()
    write_po(target, catalog, width=110)
    return target.getvalue().decode()


def main() -> int:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings.test")
    sys.path.insert(0, str(ROOT))
    django.setup()
    missing = untranslated(messages(tuple(sys.argv[1:]) or FOLDERS))
    if missing:
        print(stub(missing))
    return bool(missing)


if __name__ == "__main__":
    sys.exit(main())
