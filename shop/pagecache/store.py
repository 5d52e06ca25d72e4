"""The pages that this process remembers: of one revision, and of bounded size. A restart forgets them."""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from threading import Lock

from shop.search.revision import Revision


@dataclass(frozen=True)
class StoredPage:
    """A page as it is sent, packed with gzip."""

    packed: bytes
    headers: dict[str, str]


class Store:
    """The least used page makes room for a new one."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.clear()

    def clear(self) -> None:
        self._revision: Revision | None = None
        self._pages: OrderedDict[Hashable, StoredPage] = OrderedDict()
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, revision: Revision, key: Hashable) -> StoredPage | None:
        with self._lock:
            if revision != self._revision:
                self.clear()
                self._revision = revision
            page = self._pages.get(key)
            if page:
                self._pages.move_to_end(key)
            return page

    def put(self, revision: Revision, key: Hashable, page: StoredPage, most_bytes: int) -> None:
        """Keep the page, unless its revision is no longer the one that is asked for."""
        with self._lock:
            if revision != self._revision or key in self._pages:
                return
            self._pages[key] = page
            self._bytes += len(page.packed)
            while self._bytes > most_bytes:
                self._bytes -= len(self._pages.popitem(last=False)[1].packed)


pages = Store()
