"""What a channel says of its categories, limits and deliveries: read, cached, never guessed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Category:
    id: str
    parent_id: str
    name: str
    leaf: bool


@dataclass(frozen=True, slots=True)
class AttributeOption:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Attribute:
    """One question of a category. `max_values` 1 = single choice; `custom` = free text too."""

    id: str
    name: str
    mandatory: bool
    options: tuple[AttributeOption, ...] = ()
    custom: bool = True
    max_values: int = 1
    units: tuple[str, ...] = ()
    per_sku: bool = False


@dataclass(frozen=True, slots=True)
class Brand:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Range:
    """Both ends allowed; None = no limit told."""

    low: int | None = None
    high: int | None = None

    def holds(self, value: int) -> bool:
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


@dataclass(frozen=True, slots=True)
class Limits:
    """What the channel says it takes in a category; never constants of ours."""

    title: Range = Range()
    description: Range = Range()
    images: Range = Range()
    price: Range = Range()
    stock: Range = Range()
    option_name: Range = Range()
    variation_name: Range = Range()
    days_to_ship: Range = Range()
    weight_mandatory: bool = False
    dimensions_mandatory: bool = False
    brand_mandatory: bool = False


@dataclass(frozen=True, slots=True)
class Dimensions:
    """A parcel in whole centimetres."""

    length: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class LogisticsChannel:
    """A way of delivery. `sizes` (id, name) must be chosen from when not empty."""

    id: str
    name: str
    enabled: bool
    cod: bool = False
    forced: bool = False
    needs_fee: bool = False
    sizes: tuple[tuple[str, str], ...] = ()
    weight_grams: Range = Range()
    max_dimensions_cm: Dimensions | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """What `preview` compares a draft with; read from the channel, cached by the caller."""

    limits: Limits
    attributes: tuple[Attribute, ...] = ()
    logistics: tuple[LogisticsChannel, ...] = ()
