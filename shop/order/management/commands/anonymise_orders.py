from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from shop.order.anonymising import anonymise, find


class Command(BaseCommand):
    help = (
        "Replace the personal data of orders older than DAYS, and what banks and channels told of their buyers; "
        "figures and lines stay, nothing is deleted."
    )

    def add_arguments(self, parser):
        parser.add_argument("--older-than", type=int, required=True, metavar="DAYS")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done")

    def handle(self, *, older_than: int, dry_run: bool, **options):
        if older_than < 1:
            raise CommandError("--older-than wants a positive number of days")
        before = timezone.now() - timedelta(days=older_than)
        found = find(before)
        for order in found.open:
            self.stderr.write(f"{order.number}: left alone, it or its purchase is not ended ({order.status})")
        if not dry_run:
            anonymise(found.ready, before)
        for order in found.ready:
            self.stdout.write(order.number)
        verb = "would be made" if dry_run else "made"
        self.stdout.write(f"{len(found.ready)} orders {verb} anonymous, {len(found.open)} left alone")
