"""`python -m shop.payment.sandbox`: serve the rehearsal Stripe on this machine."""

import argparse
import time
from pathlib import Path

from .serving import running


def main() -> None:
    options = _parser().parse_args()
    with running(
        options.webhook, secret=options.secret, key=options.key, port=options.port, state=options.state
    ) as server:
        server.rehearsal.later = options.later
        print(f"rehearsal Stripe: {server.url}/", flush=True)  # noqa: T201 - the command's output
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            return


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m shop.payment.sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=8110)
    parser.add_argument("--webhook", required=True, help="the shop's address for events")
    parser.add_argument("--secret", required=True, help="what events are signed with")
    parser.add_argument("--key", required=True, help="the API key that is let in")
    parser.add_argument("--state", type=Path, help="SQLite file; without it, state lives in memory")
    parser.add_argument("--later", type=float, default=20, help="seconds a bank takes that confirms later (20)")
    return parser


if __name__ == "__main__":
    main()
