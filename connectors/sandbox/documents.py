"""Listings kept as JSON documents beside the columns that they are found by."""

from typing import Generic, TypeVar

from connectors.sandbox.store import Store

Document = TypeVar("Document")


class Documents(Generic[Document]):
    """A table with a `body` column; a subclass names it and reads the body."""

    table = ""
    number = ""

    def __init__(self, store: Store):
        self.store = store

    def read(self, body: str) -> Document:
        raise NotImplementedError

    def load(self, number: int) -> Document | None:
        row = self.store.row(f"SELECT body FROM {self.table} WHERE {self.number} = ?", number)  # noqa: S608
        return self.read(row["body"]) if row else None

    def where(self, condition: str = "1", *values: object, order: str = "") -> list[Document]:
        """Those that meet an SQL condition of our own; whatever came from outside is among `values`."""
        sql = f"SELECT body FROM {self.table} WHERE {condition} ORDER BY {order or self.number}"  # noqa: S608
        return [self.read(row["body"]) for row in self.store.rows(sql, *values)]

    def newest(self, condition: str, *values: object, limit: int, offset: int = 0) -> list[Document]:
        """A page, the newest first; `condition` as in `where`."""
        return self.where(condition, *values, limit, offset, order=f"{self.number} DESC LIMIT ? OFFSET ?")
