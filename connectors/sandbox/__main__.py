"""`python -m connectors.sandbox`: serve the practice marketplaces on this machine."""

import argparse
import logging
from pathlib import Path

from connectors.sandbox.faults import FaultPlan
from connectors.sandbox.serving import MARKETPLACES, own_quirks, serve_until_interrupted, start


def main() -> None:
    options = _parser().parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    if options.state:
        options.state.mkdir(parents=True, exist_ok=True)
    quirks = dict(pair.split("=", 1) for pair in options.quirk)
    opened = [
        marketplace.open(
            options.state,
            quirks=own_quirks(marketplace.name, quirks, tuple(MARKETPLACES)),
            faults=FaultPlan.load(options.faults, options.seed) if options.faults else FaultPlan(options.seed),
        )
        for marketplace in MARKETPLACES.values()
    ]
    sandbox = start(opened, options.port_base)
    for name, url in sandbox.urls.items():
        print(f"{name}: {url}/  (control page: {url}/_control/)", flush=True)  # noqa: T201 (the command's output)
    serve_until_interrupted(sandbox)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m connectors.sandbox", description=__doc__)
    parser.add_argument("--port-base", type=int, default=8101, help="port of the first marketplace (8101)")
    parser.add_argument("--state", type=Path, help="folder for the SQLite files; without it, state lives in memory")
    parser.add_argument("--faults", type=Path, help="TOML fault plan")
    parser.add_argument("--seed", type=int, default=0, help="seed of the fault plan's chance")
    parser.add_argument(
        "--quirk",
        action="append",
        default=[],
        metavar="NAME=POSITION",
        help="may be repeated",
    )
    return parser


if __name__ == "__main__":
    main()
