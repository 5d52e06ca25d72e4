from django.core.management.base import BaseCommand

from shop.search.indexing import refresh_all


class Command(BaseCommand):
    help = "Rebuild the search index from the products."

    def handle(self, *args, **options):
        self.stdout.write(f"{refresh_all()} products listed")
