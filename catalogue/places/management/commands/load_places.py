from django.core.management.base import BaseCommand

from catalogue.places.loading import load_places, newest_version
from catalogue.places.models import Commune, FormerProvince, Province


class Command(BaseCommand):
    help = "Load the newest provinces and communes; codes that vanished stay."

    def handle(self, *args, **options):
        communes = load_places(Province, Commune, FormerProvince)
        self.stdout.write(f"{communes} communes of {newest_version():%d/%m/%Y}")
