"""Receives a batch from a supplier's CSV file: all of its kits, or none."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from areas.models import Municipality
from marking import numbers, services
from marking.exceptions import KitRefused
from marking.models import Batch, Place, Product
from marking.steps import OFFICER, Doer

MOST_SHOWN = 50  # sentences on the screen; --json has them all


class Command(BaseCommand):
    """manage.py import_kits FILE.csv --product MärkDNA --place Förrådet"""

    help = "Reads the kits' numbers from a CSV file and puts them in stock."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--code", default="1276", help="the municipality's code")
        parser.add_argument("--product", required=True, help="its name")
        parser.add_argument("--place", required=True, help="where the kits are put")
        parser.add_argument("--batch", help="its name; the file's name if left out")
        parser.add_argument("--arrived", type=date.fromisoformat)
        parser.add_argument("--expires", type=date.fromisoformat)
        parser.add_argument("--funder", default="")
        parser.add_argument("--dry-run", action="store_true", help="change nothing")
        parser.add_argument("--json", action="store_true", help="answer in JSON")
        parser.add_argument("--language", default="sv")

    def handle(self, *_args: Any, **options: Any) -> None:
        with translation.override(options["language"]):
            batch, place = self._batch(options)
            reading = numbers.read_csv(_bytes(options["file"]), batch.product)
            if reading.is_usable and not options["dry_run"]:
                self._receive(batch, reading, place)
            self._say(reading, options)
        if not reading.is_usable:
            raise SystemExit(1)

    def _batch(self, options: dict[str, Any]) -> tuple[Batch, Place]:
        municipality = Municipality.objects.filter(code=options["code"]).first()
        product = _named(Product, municipality, options["product"])
        place = _named(Place, municipality, options["place"])
        name = options["batch"] or options["file"].stem[:60]
        if Batch.objects.filter(municipality=municipality, name=name).exists():
            raise CommandError(f"There is already a batch {name!r}. Give --batch.")
        batch = Batch(
            municipality=municipality,
            product=product,
            name=name,
            arrived_on=options["arrived"] or timezone.localdate(),
            expires_on=options["expires"],
            funder=options["funder"],
        )
        return batch, place

    def _receive(self, batch: Batch, reading: numbers.Reading, place: Place) -> None:
        try:
            services.receive_batch(batch, reading.numbers, at=place, by=Doer(OFFICER))
        except KitRefused as refusal:
            reading.errors.append(refusal.sentence)

    def _say(self, reading: numbers.Reading, options: dict[str, Any]) -> None:
        saved = 0 if options["dry_run"] or reading.errors else len(reading.numbers)
        if options["json"]:
            answer = {
                "rows": reading.rows,
                "numbers": len(reading.numbers),
                "saved": saved,
                "errors": reading.errors,
                "warnings": reading.warnings,
            }
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            return
        for sentence in reading.errors[:MOST_SHOWN]:
            self.stderr.write(sentence)
        for sentence in reading.warnings[:MOST_SHOWN]:
            self.stdout.write(sentence)
        self.stdout.write(
            f"{reading.rows} rows, {len(reading.numbers)} numbers, "
            f"{len(reading.errors)} errors, {saved} kits put in stock."
        )


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from error


def _named(model: Any, municipality: Municipality | None, name: str) -> Any:
    rows = model.objects.filter(municipality=municipality)
    row = rows.filter(name=name).first()
    if row is None:
        known = ", ".join(rows.values_list("name", flat=True)) or "none"
        word = model._meta.verbose_name
        raise CommandError(f"There is no {word} {name!r}. There are: {known}.")
    return row
