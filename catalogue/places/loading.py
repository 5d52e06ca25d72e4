"""Load the dated place files into the database. Repeating it changes nothing."""

import csv
from datetime import date
from pathlib import Path

from catalogue.slugs import fold, slugify

DATA = Path(__file__).parent / "data"


def newest_version() -> date:
    return max(date.fromisoformat(path.stem.removeprefix("communes-")) for path in DATA.glob("communes-*.csv"))


def load_places(province_model, commune_model, former_model, version: date | None = None) -> int:
    """Write provinces, communes and former provinces of `version` (default: the newest); answers the communes read.

    The models are parameters so that a migration can pass its historical ones.
    """
    version = version or newest_version()
    province_model.objects.bulk_create(
        [
            province_model(
                code=row["code"], name=row["name"], kind=row["kind"], slug=slugify(row["name"]), data_version=version
            )
            for row in _rows(f"provinces-{version}.csv")
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "kind", "slug", "data_version"],
    )
    communes = [
        commune_model(
            code=row["code"],
            province_id=row["province"],
            name=row["name"],
            kind=row["kind"],
            folded=fold(row["name"]),
            data_version=version,
        )
        for row in _rows(f"communes-{version}.csv")
    ]
    commune_model.objects.bulk_create(
        communes,
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["province", "name", "kind", "folded", "data_version"],
    )
    former_model.objects.bulk_create(
        [
            former_model(name=row["name"], folded=fold(row["name"]), now_id=row["now"])
            for row in _rows("former-provinces.csv")
        ],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["folded", "now"],
    )
    return len(communes)


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
