"""Products out to Excel and in again: first a plan of every cell, then exactly that plan in one transaction."""

import io
from collections.abc import Iterable
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.certification.importing.leftovers import say_columns, say_sheets, unread_columns
from catalogue.certification.importing.reading import LONGEST_CELL, FileRefused, Line
from catalogue.certification.importing.reading import read as read_file
from catalogue.models import Product
from catalogue.provenance.editing import save_facts
from catalogue.provenance.models import ProductImport
from catalogue.provenance.publishing import for_publishing
from catalogue.slugs import fold

from . import columns, selling, stocking

HEADER_WITHIN = 15


class PlanOutdated(Exception):
    """What the plan was made from has changed since; nothing was applied."""


def write(products) -> bytes:
    """An .xlsx file of these products and families, each family followed by its pack sizes."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Sản phẩm"
    sheet.append([column.heading for column in columns.COLUMNS])
    for row in _rows(products):
        sheet.append([row.pk, *(_cell(column.name, row) for column in columns.COLUMNS[1:])])
        for cell in sheet[sheet.max_row]:
            if isinstance(cell.value, str):
                cell.data_type = "s"  # a text that begins with = is a text
                cell.alignment = Alignment(vertical="top", wrap_text=cell.column > 6)
    for cell, column in zip(sheet[1], columns.COLUMNS, strict=True):
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = column.width
    sheet.freeze_panes = "C2"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


class Plan(NamedTuple):
    """`rows` of `{line, pk, title, problem, cells: [{name, at, old, new, problem}]}`, and what was not read."""

    rows: list[dict]
    warnings: list[str]


def plan(content: bytes, products) -> Plan:
    """What the file would change: only rows with something to change or to refuse. An empty cell leaves what stands.

    Raises:
        FileRefused: the file as a whole can't be read.
    """
    lines, *others = read_file(content)
    header, layout = _header(lines)
    unread = unread_columns(lines[header], lines[header + 1 :], layout)
    known = {row.pk: row for row in _rows(products)}
    planned, skus, seen = [], {}, set()
    for line in lines[header + 1 :]:
        pk = _key(line, layout)
        if pk not in known or pk in seen:
            reason = _why_refused(line, layout, pk in seen)
            planned.append({"line": line.number, "pk": None, "title": " ".join(line.texts)[:80], "problem": reason})
            continue
        seen.add(pk)
        cells = _changed(line, layout, known[pk], skus)
        if cells:
            planned.append({"line": line.number, "pk": pk, "title": known[pk].title, "problem": "", "cells": cells})
    return Plan(planned, say_columns(unread) + say_sheets(len(others)))


def apply(stored: ProductImport, products, actor) -> int:
    """Write the accepted cells of a stored plan, all or nothing; answers how many. A plan is applied once.

    Raises:
        PlanOutdated: a value is no longer what the preview showed, or the plan was applied before.
    """
    with transaction.atomic():
        if not ProductImport.objects.filter(pk=stored.pk, applied_at=None).update(applied_at=timezone.now()):
            raise PlanOutdated
        known = {row.pk: row for row in _rows(products)}
        written = 0
        for row in stored.plan:
            accepted = [cell for cell in row.get("cells", ()) if not cell["problem"]]
            if accepted:
                _write_row(known.get(row["pk"]), accepted, actor, stored.file_name)
            written += len(accepted)
    return written


def _write_row(product: Product | None, cells: list[dict], actor, file_name: str) -> None:
    if product is None or not all(_still_stands(cell, product) for cell in cells):
        raise PlanOutdated
    values = {cell["name"]: columns.read(cell["name"], cell["new"]) for cell in cells}
    save_facts(product, values, actor=actor)
    partner = (product.parent if product.is_child else product).sheet.producer.partner
    sku, price = values.get("sku", ""), values.get("price")
    try:
        if sku or price is not None:
            selling.save_offer(product, partner, sku=sku, price=price, actor=actor)
        stocking.write(product, partner, values, actor=actor, reason=f"Excel: {file_name}"[:200])
    except ValidationError as error:
        raise PlanOutdated from error


def _still_stands(cell: dict, product: Product) -> bool:
    if cell["name"] in stocking.NAMES:
        return stocking.judge(cell["name"], int(cell["new"]), product) == (cell["old"], "")
    return columns.text_of(cell["name"], product) == cell["old"]


def _rows(products) -> list[Product]:
    rows = list(_with_sizes(for_publishing(products)))
    stocking.read_figures(rows)
    return rows


def _with_sizes(products) -> Iterable[Product]:
    for product in products:
        yield product
        if product.is_parent:
            for size in product.children.all():
                size.parent = product
                yield size


def _cell(name: str, product: Product):
    if not columns.applies(name, product):
        return None
    text = columns.text_of(name, product)
    return int(text) if text.isdigit() and name.startswith(("price", "parcel", "stock")) else text or None


def _header(lines: list[Line]) -> tuple[int, dict[int, columns.Column]]:
    for position, line in enumerate(lines[:HEADER_WITHIN]):
        first: dict[columns.Column, int] = {}
        for at, value in enumerate(line.values):
            if column := columns.BY_HEADING.get(fold(str(value or ""))):
                first.setdefault(column, at)
        if len(first) > 1 and "pk" in {column.name for column in first}:
            return position, {at: column for column, at in first.items()}
    raise FileRefused(_("No row of headings was found. Export the products, fill in that file and upload it."))


def _key(line: Line, layout: dict[int, columns.Column]) -> int | None:
    text = _code(line, layout)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None


def _code(line: Line, layout: dict[int, columns.Column]) -> str:
    at = next(at for at, column in layout.items() if column.name == "pk")
    return columns.as_text(line.values[at] if at < len(line.values) else None)


def _why_refused(line: Line, layout: dict[int, columns.Column], twice: bool) -> str:
    if twice:
        return _("This code stands twice in the file.")
    if not _code(line, layout):
        return _(
            "This row has no code, so it is not read: the file changes products that exist, "
            "and a new one is recorded by its decision."
        )
    return _("No product of yours has this code.")


def _changed(line: Line, layout: dict[int, columns.Column], product: Product, skus: dict) -> list[dict]:
    cells = []
    for at, column in layout.items():
        typed = columns.as_text(line.values[at] if at < len(line.values) else None)
        if column.name == "pk" or not typed or (product.is_child and column.name == "title"):
            continue
        old = columns.text_of(column.name, product)
        if typed == old:
            continue
        if not columns.applies(column.name, product):
            new, problem = typed, _("This stands in the row of the family, or of its sizes, not in this one.")
        elif len(typed) >= LONGEST_CELL and old.startswith(typed):
            continue
        elif column.name in stocking.NAMES:
            old, new, problem = _judge_stock(column.name, typed, product)
        else:
            new, problem = _judge(column.name, typed, product, skus)
        if new != old:
            cells.append({"name": column.name, "at": line.cell(at), "old": old, "new": new, "problem": problem})
    return cells


def _judge_stock(name: str, typed: str, product: Product) -> tuple[str, str, str]:
    """The units on the shelf now, those that the file states, and why they are refused, if they are."""
    now = str(product.stock_figures.on_hand)
    try:
        units = columns.read(name, typed)
    except ValidationError as error:
        return now, typed, error.messages[0]
    if stocking.changes_nothing(name, units, product):
        return now, now, ""
    now, problem = stocking.judge(name, units, product)
    return now, str(units), problem


def _judge(name: str, typed: str, product: Product, skus: dict) -> tuple[str, str]:
    """The value as the file would write it, and why it is refused, if it is."""
    if len(typed) >= LONGEST_CELL:
        return typed, _("This text is too long for a workbook: type it on the page of the product.")
    try:
        value = columns.read(name, typed)
    except ValidationError as error:
        return typed, error.messages[0]
    if name == "sku":
        family = product.parent if product.is_child else product
        partner = family.sheet.producer.partner
        taken = skus.setdefault((partner.pk, value), product.pk) != product.pk
        if taken or selling.sku_is_taken(partner, value, but=selling.record_of(product)):
            return value, _("Other goods of this producer have this SKU.")
    return columns.said(name, value), ""
