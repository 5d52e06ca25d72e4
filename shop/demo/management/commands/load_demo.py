from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from shop.demo.loading import is_loaded, load_demo


class Command(BaseCommand):
    help = "Load the demo catalogue, pages and log-ins, once."

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError("Demo data is for demo settings only (DEMO = True).")
        if is_loaded():
            self.stdout.write("The demo is loaded already; `make reset` starts over.")
            return
        load_demo(say=lambda text: self.stdout.write(f"  {text} …"))
