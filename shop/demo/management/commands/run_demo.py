"""`make demo`: everything on one machine, state under var/, stopped by Ctrl-C."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from django.apps import apps
from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from shop.demo.people import LOGINS, PASSWORD

SANDBOX_PORT = 8101


class Command(BaseCommand):
    help = "Migrate, load the demo once, then serve the shop, the task consumer and the sandbox marketplaces."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args, port: int, **options):
        if not settings.DEMO:
            raise CommandError("run_demo needs demo settings (DJANGO_SETTINGS_MODULE=shop.settings.dev).")
        for wanted in (port, SANDBOX_PORT):
            self._refuse_if_taken(wanted)
        if MigrationExecutor(connection).migration_plan(MigrationExecutor(connection).loader.graph.leaf_nodes()):
            self.stdout.write("Preparing the database (about a minute, only once) …")
            call_command("migrate", verbosity=0)
        call_command("load_demo", stdout=self.stdout)
        self._serve(port)

    def _serve(self, port: int) -> None:
        processes = {name: self._start(name, command) for name, command in self._commands(port).items()}
        try:
            self._wait_until_it_answers(port, processes)
            if apps.is_installed("connectors"):
                call_command("demo_channels", stdout=self.stdout)
            self._announce(port)
            self._wait(processes)
        finally:
            for process in processes.values():
                process.terminate()
            for process in processes.values():
                process.wait(timeout=15)
            self.stdout.write("Stopped. The data stays in var/; `make demo` goes on with it.")

    def _commands(self, port: int) -> dict[str, list[str]]:
        python = sys.executable
        commands = {
            "web": [
                *(python, "-m", "gunicorn", "shop.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2"),
                *("--threads", "4", "--log-level", "warning"),
            ],
            "consumer": [python, "-m", "shop", "run_huey", "--quiet"],
        }
        if apps.is_installed("connectors"):
            state = str(settings.VAR / "sandbox")
            commands["sandbox"] = [python, "-m", "connectors.sandbox", "--port-base", str(SANDBOX_PORT), "--state", state]
        return commands

    def _start(self, name: str, command: list[str]) -> subprocess.Popen:
        log = Path(settings.VAR) / f"{name}.log"
        env = {**os.environ, "DJANGO_SETTINGS_MODULE": "shop.settings.dev"}
        with log.open("ab") as out:
            return subprocess.Popen(command, env=env, stdout=out, stderr=out, start_new_session=True)  # noqa: S603

    def _wait_until_it_answers(self, port: int, processes: dict[str, subprocess.Popen]) -> None:
        for _attempt in range(120):
            self._stop_if_one_died(processes)
            try:
                with urlopen(f"http://127.0.0.1:{port}/san-pham/", timeout=5):  # noqa: S310 - our own address
                    return
            except (URLError, OSError):
                time.sleep(0.25)
        raise CommandError(f"The shop does not answer; see {settings.VAR}/web.log")

    def _wait(self, processes: dict[str, subprocess.Popen]) -> None:
        def stop(*_):
            raise KeyboardInterrupt

        signal.signal(signal.SIGTERM, stop)
        try:
            while True:
                self._stop_if_one_died(processes)
                time.sleep(0.5)
        except KeyboardInterrupt:
            self.stdout.write("\nStopping …")

    @staticmethod
    def _stop_if_one_died(processes: dict[str, subprocess.Popen]) -> None:
        for name, process in processes.items():
            if process.poll() is not None:
                raise CommandError(f"{name} stopped by itself; see {settings.VAR}/{name}.log")

    @staticmethod
    def _refuse_if_taken(port: int) -> None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                raise CommandError(f"Port {port} is taken. Stop what runs there, or choose another: make demo PORT=8010")

    def _announce(self, port: int) -> None:
        site = f"http://127.0.0.1:{port}"
        self.stdout.write(f"\n  The shop            {site}/\n  The producer's desk {site}/gian-hang/")
        self.stdout.write(f"  The office          {site}/van-phong/\n  Oscar's dashboard   {site}/dashboard/")
        if apps.is_installed("connectors"):
            self.stdout.write(f"  Sandbox Shopee      http://127.0.0.1:{SANDBOX_PORT}/  (faults: /_control/)")
        self.stdout.write(f"\n  Log-ins (password {PASSWORD}):")
        for login in LOGINS:
            self.stdout.write(f"    {login.email:38} {login.door:12} {login.group or login.producer}")
        self.stdout.write("\n  Ctrl-C stops everything.\n")
        self.stdout.flush()
