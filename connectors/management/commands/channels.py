"""`python -m shop channels plan | sync | status | drift | fetch-order | connect | rehearse`."""

from __future__ import annotations

import json
import sys
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.db.models import QuerySet
from django.utils import timezone

from catalogue.producers.models import Producer
from connectors.authorising import ConsentRefused, Intent, connect, consent_url
from connectors.errors import ChannelError
from connectors.holding import Busy, holding
from connectors.models import ChannelAccount, Listing
from connectors.orders import take_in
from connectors.plan import Aspect, Plan, Write
from connectors.planning import plan_account
from connectors.registry import CHANNELS
from connectors.rehearsing import ReadOnly, differences, kept_at, known_shapes, rehearse, write_shapes
from connectors.status import refused_before, rests_refused, status_rows
from connectors.sync import visit

PATIENCE = 30.0
EXIT_CODES = (
    "Exit codes: 0 all well; 1 something was refused, waits, differs, stopped or needs sign-in; "
    '2 wrong use (no such account or channel, no database). With --json a failure is {"error": …}.'
)
NO_ANSWER = "no answer from "


class Answering(CommandParser):
    """Wrong use of an act with --json is told as JSON too."""

    def error(self, message: str):
        if self.called_from_command_line and "--json" in sys.argv:
            sys.stdout.write(json.dumps({"error": message}, ensure_ascii=False) + "\n")
            sys.exit(2)
        super().error(message)


class Command(BaseCommand):
    help = "See and drive the sales channels."

    def add_arguments(self, parser):
        parser.epilog = EXIT_CODES
        acts = parser.add_subparsers(dest="act", required=True, parser_class=Answering)
        for name, about in (
            ("plan", "print every write that a visit would make, those that wait, and what was refused"),
            ("sync", "visit the accounts now"),
            ("status", "show accounts, their permission and what waits"),
            ("drift", "print what differs on the channel from what was sent, as last read back"),
        ):
            act = acts.add_parser(name, help=about, epilog=EXIT_CODES)
            act.add_argument("--account", type=int, help="key of one account")
            act.add_argument("--json", action="store_true")
        fetch = acts.add_parser(
            "fetch-order", help="read one order of a channel again; safe to repeat", epilog=EXIT_CODES
        )
        fetch.add_argument("order")
        fetch.add_argument("--account", type=int, required=True)
        fetch.add_argument("--json", action="store_true")
        consent = acts.add_parser(
            "connect", help="demo: give consent on the practice marketplace by script", epilog=EXIT_CODES
        )
        consent.add_argument("channel", choices=sorted(CHANNELS))
        consent.add_argument("--shop-id", required=True)
        consent.add_argument("--producer", type=int, help="key of the producer; without it the programme's shop")
        consent.add_argument("--json", action="store_true")
        trial = acts.add_parser(
            "rehearse",
            help="read everything once from a real shop; print where its answers differ",
            epilog=EXIT_CODES,
        )
        trial.add_argument("--live", type=int, required=True, metavar="ACCOUNT", help="key of the account")
        trial.add_argument("--json", action="store_true")

    def handle(self, *args, act: str, **options):
        try:
            code = getattr(self, act.replace("-", "_"))(options)
        except (CommandError, ChannelError, DatabaseError) as error:
            failure = error if isinstance(error, CommandError) else _failed(error)
            if not options["json"]:
                raise failure from None
            self._json({"error": str(failure)})
            code = failure.returncode
        if code:
            sys.exit(code)

    def plan(self, options) -> int:
        accounts = self._accounts(options)
        found = {account: plan_account(account, timezone.now()) for account in accounts}
        stuck = {
            account: [row for one in refused_before(account).prefetch_related("skus") for row in _stuck(one)]
            for account in accounts
        }
        if options["json"]:
            self._json(
                {
                    one.pk: {**plan.as_dict(), "state": one.state, "refused_before": stuck[one]}
                    for one, plan in found.items()
                }
            )
        for account, plan in () if options["json"] else found.items():
            self._tell(account, plan, stuck[account])
        troubled = [
            one for one, plan in found.items() if plan.waiting or plan.refused or stuck[one] or not one.is_connected
        ]
        return 1 if troubled else 0

    def _tell(self, account: ChannelAccount, plan: Plan, stuck: list[dict[str, Any]]) -> None:
        told = f"{len(plan.writes)} now, {len(plan.waiting)} waiting, {len(plan.refused) + len(stuck)} refused"
        self.stdout.write(f"{account} #{account.pk}: {told}")
        if not account.is_connected:
            self.stdout.write(f"  stands still ({account.state}): nothing is sent before it is connected again")
        for write in plan.writes:
            self._write(write)
        for wait in plan.waiting:
            self._write(wait.write)
            self.stdout.write(f"             waits until {wait.until:%H:%M:%S}: {wait.because}")
        for row in plan.refused:
            self.stdout.write(f"  {row.aspect:<10} {row.label:<24} is not sent: {row.refusal}")
        for one in stuck:
            self.stdout.write(f"  {one['aspect']:<10} {one['sku']:<24} was refused: {one['because']}")

    def _write(self, write: Write) -> None:
        row = write.row
        self.stdout.write(f"  {row.aspect:<10} {row.label:<24} {_short(row.was)} → {_short(row.wanted)}")
        self.stdout.write(f"             {row.reason}")

    def sync(self, options) -> int:
        visits = {}
        for account in self._accounts(options):
            visits[account.pk] = done = visit(account.pk)
            if not options["json"]:
                state = "busy" if done.busy else done.stopped or "ok"
                self.stdout.write(
                    f"{account} #{account.pk}: {state}; orders {len(done.orders)}, writes {len(done.writes)}, "
                    f"waiting {done.waiting}, refused {len(done.refusals)}, drift {len(done.drift)}"
                )
                for line in [*done.refusals, *done.drift, *_advice(done.stopped)]:
                    self.stdout.write(f"  {line}")
        if options["json"]:
            self._json({key: done.as_dict() for key, done in visits.items()})
        troubled = [done for done in visits.values() if done.busy or done.stopped or done.refusals or done.waiting]
        return 1 if troubled else 0

    def status(self, options) -> int:
        rows = status_rows(self._accounts(options))
        if options["json"]:
            self._json(rows)
        else:
            for row in rows:
                lost = row["state"] == ChannelAccount.State.NEEDS_SIGN_IN
                permission = "permission lost" if lost else f"permission ends {row['permission_ends'] or '?'}"
                self.stdout.write(
                    f"#{row['account']} {row['name']} ({row['channel']}): {row['state']}, "
                    f"{permission}, to look at {row['due']}, refused {row['refused']}, "
                    f"held orders {row['held_orders']}, shortages {row['shortages']}"
                )
        return 1 if any(row["state"] == ChannelAccount.State.NEEDS_SIGN_IN for row in rows) else 0

    def drift(self, options) -> int:
        listings = Listing.objects.filter(account__in=self._accounts(options)).exclude(drift={})
        rows = [
            {"account": one.account_id, "listing": one.pk, "sku": one.item_sku, "item": one.item_id, "there": one.drift}
            for one in listings.order_by("account", "pk")
        ]
        if options["json"]:
            self._json(rows)
        for row in [] if options["json"] else rows:
            self.stdout.write(f"#{row['account']} {row['sku']} ({row['item']})")
            for name, there in row["there"].items():
                self.stdout.write(f"  {name}: {_short(there)}")
        return 1 if rows else 0

    def fetch_order(self, options) -> int:
        [account] = self._accounts(options)
        try:
            with holding(account.pk, patience=PATIENCE) as held:
                kept = take_in(held, options["order"])
        except Busy:
            raise CommandError(f"account {account.pk} is busy", returncode=1) from None
        ours = list(kept.orders.values_list("number", flat=True))
        if options["json"]:
            self._json({"order": kept.remote_id, "status": kept.status, "state": kept.state, "orders": ours})
        else:
            self.stdout.write(f"{kept.remote_id}: {kept.status}, {kept.state} {' '.join(ours)}")
        return 0

    def connect(self, options) -> int:
        channel, shop_id = options["channel"], options["shop_id"]
        known = ChannelAccount.objects.filter(channel=channel, shop_id=shop_id).first()
        if options["producer"] and not Producer.objects.filter(pk=options["producer"]).exists():
            raise CommandError(f"no producer {options['producer']}", returncode=2)
        if not getattr(settings, "DEMO", False):
            raise CommandError("only on the practice marketplace: real sellers give consent in the browser")
        intent = Intent(channel, 0, options["producer"], known.pk if known else None)
        try:
            [account] = connect(intent, give_consent(consent_url(intent), shop_id))
        except ConsentRefused as refused:
            raise CommandError(str(refused), returncode=1) from None
        if options["json"]:
            self._json({"account": account.pk, "name": account.name})
        else:
            self.stdout.write(f"{account} #{account.pk}")
        return 0

    def rehearse(self, options) -> int:
        [account] = self._accounts({"account": options["live"]})
        try:
            with holding(account.pk, patience=PATIENCE, http_class=ReadOnly) as held:
                found = rehearse(held)
                path = kept_at(settings.VAR, held, timezone.now())
        except Busy:
            raise CommandError(f"account {account.pk} is busy", returncode=1) from None
        write_shapes(path, found.shapes)
        other = differences(known_shapes(account.channel), found.shapes)
        if options["json"]:
            rows = [one.as_dict() for one in other]
            calls = sorted(found.shapes)
            self._json({"calls": calls, "failed": found.failed, "differences": rows, "shapes": str(path)})
        else:
            self.stdout.write(f"{account} #{account.pk}: {len(found.shapes)} calls read, shapes in {path}")
            for name, why in found.failed.items():
                self.stdout.write(f"  {name}: {why}")
            for one in other:
                here, there = (" | ".join(side) or "–" for side in (one.here, one.there))
                self.stdout.write(f"  {one.call} {one.path}: sandbox {here}, live {there}")
        return 1 if other or found.failed else 0

    def _accounts(self, options) -> QuerySet[ChannelAccount]:
        accounts = ChannelAccount.objects.order_by("pk")
        if options.get("account"):
            accounts = accounts.filter(pk=options["account"])
            if not accounts:
                raise CommandError(f"no account {options['account']}", returncode=2)
        return accounts

    def _json(self, value) -> None:
        self.stdout.write(json.dumps(value, ensure_ascii=False, indent=1, default=str))


def give_consent(url: str, shop_id: str) -> dict[str, str]:
    """What a seller does in the browser on the practice marketplace; answers the query of the way back."""
    data = {"shop_id": shop_id, "seller_id": shop_id, "days": 365}
    try:
        answer = requests.post(url, data=data, allow_redirects=False, timeout=10)
    except requests.RequestException:
        told = f"{NO_ANSWER}{urlsplit(url).scheme}://{urlsplit(url).netloc}"
        raise CommandError("\n".join([told, *_advice(told)]), returncode=1) from None
    if answer.status_code != 302:
        raise CommandError(f"the marketplace answered {answer.status_code}: is this shop there?", returncode=1)
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


def _stuck(listing: Listing) -> list[dict[str, Any]]:
    """What was refused of a listing and has not changed since, with what the channel said."""
    mine = [(listing, listing.item_sku, aspect) for aspect in (Aspect.CONTENT, Aspect.VISIBILITY)]
    mine += [(sku, sku.sku, aspect) for sku in listing.skus.all() for aspect in (Aspect.STOCK, Aspect.PRICE)]
    return [
        {"listing": listing.pk, "sku": label, "aspect": aspect, "because": getattr(row, f"{aspect}_problem")["message"]}
        for row, label, aspect in mine
        if rests_refused(row, aspect)
    ]


def _failed(error: ChannelError | DatabaseError) -> CommandError:
    if isinstance(error, DatabaseError):
        told = str(error).partition("\n")[0]
        return CommandError(f"no usable database ({told}): set VAR= as the shop was started with", returncode=2)
    return CommandError("\n".join([str(error), *_advice(str(error))]), returncode=1)


def _advice(told: str) -> list[str]:
    """What to do when nobody answers at the marketplace's address."""
    if NO_ANSWER not in told:
        return []
    if not getattr(settings, "DEMO", False):
        return ["Check this channel's address in the settings (CHANNELS) and the way out of this machine."]
    return [
        f"Is `make demo` running? This command looks for the marketplaces from port {settings.SANDBOX_PORT} on;",
        "set SANDBOX_PORT= (and VAR=) as `make demo` was started with: SANDBOX_PORT=8310 python -m shop channels …",
    ]


def _short(value) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 100 else f"{text[:99]}…"
