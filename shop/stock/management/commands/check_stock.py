from django.core.management.base import BaseCommand, CommandError

from shop.stock.checking import differences, repair


class Command(BaseCommand):
    help = "Proves that movements = on-hand, held = allocated, reservations = open lines. Exit code 1 if not."

    def add_arguments(self, parser):
        parser.add_argument("--repair", action="store_true", help="write correcting movements with a reason")

    def handle(self, *args, **options):
        left = 0
        for difference in list(differences()):
            mended = options["repair"] and repair(difference, reason=f"check_stock: {difference}"[:200])
            left += not mended
            self.stdout.write(f"{difference}{' (mended)' if mended else ''}")
        if left:
            raise CommandError(f"{left} differences.")
        self.stdout.write("Stock is true.")
