"""Audit the main pages of a running demo: Lighthouse on a phone, axe, and the Nu HTML Checker.

`audit.py BASE_URL [NAME…]` prints one line per page and ends with 1 if a column is below 95 or anything is violated.
The two npm packages are installed once under `var/audit/`; nothing of them is committed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path

import playwright
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright
from screenshots import CHROMIUM, address

PACKAGES = ("lighthouse@13.5.0", "vnu-jar@26.9.27")
COLUMNS = ("performance", "accessibility", "best-practices", "seo")
LEAST = 95
PAGES = {
    "home": "/",
    "catalogue": "/san-pham/",
    "product": "@mắc ca mơ nông",
    "proof": "@mắc ca mơ nông>chung-nhan",
}
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --disable-quic --no-first-run"
    " --disable-background-networking --disable-component-update --disable-sync"
)
NODE = Path(playwright.__file__).parent / "driver" / "node"  # Lighthouse asks for a newer one than Debian has


def installed() -> Path:
    """The folder with the two packages; their install scripts are not run (vnu-jar's would fetch a Java)."""
    folder = Path(os.environ.get("VAR", "var")).resolve() / "audit"
    folder.mkdir(parents=True, exist_ok=True)
    stamp = folder / "installed"
    if not stamp.exists() or stamp.read_text() != " ".join(PACKAGES):
        install = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder), *PACKAGES]
        subprocess.run(install, check=True, stdout=subprocess.DEVNULL)
        stamp.write_text(" ".join(PACKAGES))
    return folder / "node_modules"


def lighthouse(modules: Path, name: str, url: str) -> tuple[dict[str, int], list[str]]:
    """Scores of 100 by column with the phone profile, and the audits that cost points."""
    told = modules.parent / f"lighthouse-{name}.json"
    command = [str(NODE), str(modules / "lighthouse/cli/index.js"), url, f"--chrome-flags={FLAGS}", "--quiet"]
    command += [f"--only-categories={','.join(COLUMNS)}", "--output=json", f"--output-path={told}"]
    subprocess.run(command, check=True, env={**os.environ, "CHROME_PATH": CHROMIUM["executable_path"]})
    report = json.loads(told.read_text(encoding="utf-8"))
    scores = {column: round(report["categories"][column]["score"] * 100) for column in COLUMNS}
    weighed = {ref["id"] for column in COLUMNS for ref in report["categories"][column]["auditRefs"] if ref["weight"]}
    costly = [f"{key}: {one['title']} {one.get('displayValue', '')}" for key, one in report["audits"].items()
              if key in weighed and one["score"] is not None and one["score"] < 0.9]  # fmt: skip
    return scores, costly


def axe(page: Page, url: str) -> list[str]:
    page.goto(url, wait_until="networkidle")
    found = Axe().run(page).response["violations"]
    return [f"axe {one['id']}: {one['help']} ({one['nodes'][0]['html'][:120]})" for one in found]


def nu(modules: Path, url: str) -> list[str]:
    """Errors of the HTML as served. The checker refuses local addresses, so it reads the page from standard input."""
    with urllib.request.urlopen(url) as response:  # noqa: S310 - the demo's own address
        html = response.read()
    command = ["java", "-jar", str(modules / "vnu-jar/build/dist/vnu.jar"), "--format", "json", "--errors-only", "-"]
    told = subprocess.run(command, input=html, capture_output=True).stderr
    return [f"nu line {one.get('lastLine')}: {one['message']}" for one in json.loads(told)["messages"]]


def main() -> int:
    base, *names = sys.argv[1:]
    modules = installed()
    bad = False
    print(f"{'page':<12}" + "".join(f"{column:>16}" for column in COLUMNS) + f"{'axe':>6}{'nu':>6}")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(**CHROMIUM)
        page = browser.new_page(viewport={"width": 390, "height": 844}, locale="vi-VN")
        for name, told in PAGES.items():
            if names and name not in names:
                continue
            url = address(page, base, told)
            scores, costly = lighthouse(modules, name, url)
            violations, errors = axe(page, url), nu(modules, url)
            row = "".join(f"{scores[column]:>16}" for column in COLUMNS)
            print(f"{name:<12}{row}{len(violations):>6}{len(errors):>6}  {url}")
            for line in (*costly, *violations, *errors):
                print(f"    {line}")
            bad = bad or min(scores.values()) < LEAST or bool(violations or errors)
        browser.close()
    return int(bad)


if __name__ == "__main__":
    sys.exit(main())
