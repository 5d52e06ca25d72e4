"""`make demo`: everything on one machine, state under var/, stopped by Ctrl-C."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from django.apps import apps
from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command, get_commands
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse

from shop.demo.people import LOGINS, PASSWORD
from shop.demo.progress import Progress

# Of the rehearsal Stripe only: nothing outside this machine knows them.
CARD_KEY, CARD_SECRET = "sk_test_demo_only", "whsec_demo_only"
MARKETPLACES = ("Shopee", "Lazada")
YOUNG = 10.0  # seconds


@dataclass(frozen=True)
class Port:
    """`setting` moves it, when set to `other`."""

    number: int
    use: str
    setting: str
    other: int


def _ports(shop: int) -> list[Port]:
    """Every port that the demo will listen on."""
    first, cards = settings.SANDBOX_PORT, settings.CARD_SANDBOX_PORT
    sandboxes = MARKETPLACES if apps.is_installed("connectors") else ()
    return [
        Port(shop, "the shop", "PORT", shop + 10),
        *(Port(first + place, f"sandbox {name}", "SANDBOX_PORT", first + 100) for place, name in enumerate(sandboxes)),
        Port(cards, "the rehearsal Stripe", "CARD_SANDBOX_PORT", cards + 100),
    ]


def refuse_taken(ports: Sequence[Port]) -> None:
    """Before anything is loaded: name every port that somebody listens on, or that two of ours want.

    Raises:
        CommandError: there are such.
    """
    numbers = Counter(port.number for port in ports)
    told = [
        f"Port {port.number} ({port.use}) is taken. Stop what runs there, or choose another: "
        f"make demo {port.setting}={port.other}"
        for port in ports
        if numbers[port.number] > 1 or _answers(port.number)
    ]
    if told:
        raise CommandError("\n".join(told))


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Command(BaseCommand):
    help = "Migrate, load the demo once, then serve the shop, the task consumer and the sandbox marketplaces."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args, port: int, **options):
        if not settings.DEMO:
            raise CommandError("run_demo needs demo settings (DJANGO_SETTINGS_MODULE=shop.settings.dev).")
        refuse_taken(_ports(port))
        for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(signum, signal.default_int_handler)
        try:
            self._prepare()
            self._serve(port)
        except KeyboardInterrupt:
            self.stdout.write(f"\nStopped. The data stays in {settings.VAR}/; `make demo` goes on with it.")

    def _prepare(self) -> None:
        executor = MigrationExecutor(connection)
        if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Preparing the database (one to three minutes, only once) …")
            call_command("migrate", verbosity=1, no_color=True, stdout=Progress(len(plan), self._say))
        call_command("load_demo", stdout=self.stdout)

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _serve(self, port: int) -> None:
        processes: dict[str, subprocess.Popen] = {}
        try:
            for name, command in self._commands(port).items():
                processes[name] = self._start(name, command, _environment(port))
            self._consumer_since = time.monotonic()
            self._wait_until_it_answers(port, processes)
            self._announce(port)
            if "demo_channels" in get_commands():
                connect = [sys.executable, "-m", "shop", "demo_channels"]
                subprocess.run(connect, env=_environment(port), check=False)  # noqa: S603
            while True:
                self._revive_consumer(processes, port)
                self._stop_if_one_died(processes)
                time.sleep(0.5)
        finally:
            self._stop(list(processes.values()))

    def _revive_consumer(self, processes: dict[str, subprocess.Popen], port: int) -> None:
        """What waited for a killed consumer, the next one does; one that dies young is a fault to be shown."""
        lived = time.monotonic() - self._consumer_since
        if processes["consumer"].poll() is not None and lived > YOUNG:
            self._say("The task consumer stopped by itself; another goes on with its tasks.")
            processes["consumer"] = self._start("consumer", self._commands(port)["consumer"], _environment(port))
            self._consumer_since = time.monotonic()

    @staticmethod
    def _stop(processes: list[subprocess.Popen]) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C may not leave children behind
        for process in processes:
            process.terminate()
        for process in processes:
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)

    def _commands(self, port: int) -> dict[str, list[str]]:
        python = sys.executable
        commands = {
            "web": [
                *(python, "-m", "gunicorn", "shop.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2"),
                *("--threads", "4", "--preload", "--log-level", "warning"),
            ],
            "consumer": [python, "-m", "shop", "run_huey", "--quiet"],
            "cards": [
                *(python, "-m", "shop.payment.sandbox", "--port", str(settings.CARD_SANDBOX_PORT)),
                *("--webhook", f"http://127.0.0.1:{port}{reverse('payment:stripe')}"),
                *("--secret", CARD_SECRET, "--key", CARD_KEY, "--state", str(settings.VAR / "cards.sqlite3")),
            ],
        }
        if apps.is_installed("connectors"):
            state = str(settings.VAR / "sandbox")
            commands["sandbox"] = [
                python,
                "-m",
                "connectors.sandbox",
                "--port-base",
                str(settings.SANDBOX_PORT),
                "--state",
                state,
            ]
        return commands

    @staticmethod
    def _start(name: str, command: list[str], env: dict[str, str]) -> subprocess.Popen:
        log = Path(settings.VAR) / f"{name}.log"
        with log.open("ab") as out:
            return subprocess.Popen(command, env=env, stdout=out, stderr=out, start_new_session=True)  # noqa: S603

    def _wait_until_it_answers(self, port: int, processes: dict[str, subprocess.Popen]) -> None:
        for _attempt in range(120):
            self._stop_if_one_died(processes)
            try:
                with urlopen(f"http://127.0.0.1:{port}/san-pham/", timeout=5):
                    return
            except (URLError, OSError):
                time.sleep(0.25)
        raise CommandError(f"The shop does not answer; see {settings.VAR}/web.log")

    @staticmethod
    def _stop_if_one_died(processes: dict[str, subprocess.Popen]) -> None:
        for name, process in processes.items():
            if process.poll() is not None:
                raise CommandError(f"{name} stopped by itself; see {settings.VAR}/{name}.log")

    def _announce(self, port: int) -> None:
        site = f"http://127.0.0.1:{port}"
        self.stdout.write(f"\n  The shop            {site}/\n  The producer's desk {site}/gian-hang/")
        self.stdout.write(f"  The office          {site}/van-phong/\n  Oscar's dashboard   {site}/dashboard/")
        if apps.is_installed("connectors"):
            for place, name in enumerate(MARKETPLACES):
                address = f"http://127.0.0.1:{settings.SANDBOX_PORT + place}/"
                self.stdout.write(f"  Sandbox {name}      {address}  (faults: /_control/)")
        self.stdout.write(f"  Rehearsal Stripe    {_cards()}/  (events: at once, late, twice, out of order)")
        self.stdout.write(f"\n  Log-ins (password {PASSWORD}):")
        for login in LOGINS:
            self.stdout.write(f"    {login.email:38} or {login.phone}  {login.door:12} {login.group or login.producer}")
        self.stdout.write("\n  Ctrl-C stops everything.\n")
        self.stdout.flush()


def _cards() -> str:
    return f"http://127.0.0.1:{settings.CARD_SANDBOX_PORT}"


def _environment(port: int) -> dict[str, str]:
    """What the children need beside ours: settings, the address that the outside knows us by, the rehearsal Stripe."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "shop.settings.dev",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "STRIPE_API_URL": _cards(),
        "STRIPE_CHECKOUT_ORIGIN": _cards(),
        "STRIPE_SECRET_KEY": CARD_KEY,
        "STRIPE_WEBHOOK_SECRET": CARD_SECRET,
    }
