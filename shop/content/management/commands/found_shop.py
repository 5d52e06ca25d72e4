from django.conf import settings
from django.core.management.base import BaseCommand

from shop.content.founding import found


class Command(BaseCommand):
    help = "Create the home page and the standing pages that are missing. Pages that are there stay as they are."

    def handle(self, *args, **options):
        made = found()
        for title in made:
            self.stdout.write(f"  {title}")
        if not made:
            self.stdout.write("Nothing is missing.")
            return
        self.stdout.write(f"The shop begins at {settings.WAGTAILADMIN_BASE_URL}/.")
        self.stdout.write(
            "Read the policies through before you open: they are yours, edit them under /van-phong/pages/."
        )
