"""Picture the main pages of a running demo, phone and desktop, into var/screenshots/: `screenshots.py URL [NAME…]`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

CHROMIUM = {
    "executable_path": "/usr/bin/chromium",
    "chromium_sandbox": False,
    "args": ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"],
}
SIZES = {"phone": (390, 844), "desktop": (1440, 900)}
PAGES = {
    "home": "/",
    "list": "/san-pham/",
    "search": "/tim-kiem/?q=mang+nua",
    "search-empty": "/tim-kiem/?q=zzzz",
    "product": "@măng nứa",
    "product-star": "@mắc ca mơ nông",
    "proof": "@mắc ca mơ nông>chung-nhan",
    "proof-withdrawn": "@hồng trà>chung-nhan",
    "tourism": "@một đêm",
    "basket": "/gio-hang/",
    "login": "/dang-nhap/",
    "policy": "/cach-sap-xep/",
    "not-found": "/khong-co-trang-nay/",
}


def address(page: Page, base: str, told: str) -> str:
    """`@words` is the first product found by them; `>part` follows that page's first link holding `part`."""
    if not told.startswith("@"):
        return base + told
    words, _, link = told[1:].partition(">")
    page.goto(f"{base}/tim-kiem/?q={words}")
    page.goto(base + page.locator(".card__title a").first.get_attribute("href"))
    if link:
        page.goto(base + page.locator(f"a[href*='{link}']").first.get_attribute("href"))
    return page.url


def main() -> None:
    base, *names = sys.argv[1:]
    folder = Path(os.environ.get("VAR", "var")) / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**CHROMIUM)
        for size, (width, height) in SIZES.items():
            page = browser.new_page(viewport={"width": width, "height": height}, locale="vi-VN")
            for name, told in PAGES.items():
                if names and name not in names:
                    continue
                page.goto(address(page, base, told), wait_until="networkidle")
                page.screenshot(path=folder / f"{name}-{size}.png")
        browser.close()
    print(folder)


if __name__ == "__main__":
    main()
