"""Partners, shops, the grants between them, and the tokens that grants give (protocol A2)."""

from connectors.sandbox.clock import Clock
from connectors.sandbox.quirks import Quirks
from connectors.sandbox.shopee.call import Refusal
from connectors.sandbox.store import Store

CODE_SECONDS = 10 * 60
ACCESS_SECONDS = 4 * 3600
REFRESH_SECONDS = 30 * 86400
OVERLAP_SECONDS = 5 * 60
MAIN_ACCOUNT_ID = 900100


class Accounts:
    """All of it over the store; times are the marketplace's."""

    def __init__(self, store: Store, clock: Clock, quirks: Quirks):
        self.store, self.clock, self.quirks = store, clock, quirks

    def seed_partner(self, partner_id: int, partner_key: str, push_partner_key: str = "") -> None:
        self.store.run(
            "INSERT INTO partner VALUES (?, ?, ?, '') ON CONFLICT (partner_id) DO UPDATE "
            "SET partner_key = excluded.partner_key, push_partner_key = excluded.push_partner_key",
            *(partner_id, partner_key, push_partner_key or partner_key),
        )

    def seed_shop(self, shop_id: int, shop_name: str, status: str = "NORMAL") -> None:
        self.store.run("INSERT OR REPLACE INTO shop VALUES (?, ?, ?)", shop_id, shop_name, status)

    def shops(self) -> list:
        return self.store.rows("SELECT * FROM shop ORDER BY shop_id")

    def shop(self, shop_id: int):
        return self.store.row("SELECT * FROM shop WHERE shop_id = ?", shop_id)

    def partners_of(self, shop_id: int) -> list[int]:
        """The apps that a seller's shop is linked to; they get its pushes."""
        rows = self.store.rows("SELECT partner_id FROM shop_grant WHERE shop_id = ? ORDER BY partner_id", shop_id)
        return [row["partner_id"] for row in rows]

    def allow(self, partner_id: int, shop_ids: list[int], days: int, main_account_id: int | None = None) -> str:
        """The seller's consent: (re)new the grants and return the single-use code."""
        now = self.clock.now()
        for shop_id in shop_ids:
            self.store.run(
                "INSERT OR REPLACE INTO shop_grant VALUES (?, ?, ?, ?, 0)",
                *(shop_id, partner_id, now, now + days * 86400),
            )
        return self._mint("code", partner_id, shop_ids, CODE_SECONDS, main_account_id)

    def revoke(self, partner_id: int, shop_id: int) -> None:
        self.store.run("DELETE FROM shop_grant WHERE shop_id = ? AND partner_id = ?", shop_id, partner_id)
        self._replace_tokens(partner_id, [shop_id], 0)

    def check_grant(self, partner_id: int, shop_id: int) -> None:
        """Raises the refusals that mean: the seller has to authorise again."""
        grant = self.grant(partner_id, shop_id)
        if grant is None:
            raise Refusal("partner_shop_no_link", "partner and shop has no linked.")
        if grant["expire_time"] <= self.clock.now():
            raise Refusal("shop_access_expired", "shop_access_expired")
        if self.shop(shop_id)["status"] == "BANNED":
            raise Refusal("shop_banned", "shop is banned")

    def grant(self, partner_id: int, shop_id: int):
        return self.store.row("SELECT * FROM shop_grant WHERE shop_id = ? AND partner_id = ?", shop_id, partner_id)

    def exchange(self, partner_id: int, code: str, shop_id: int | None, main_account_id: int | None) -> dict:
        """A code becomes the first pair of tokens, shared by all shops of the consent."""
        row = self.store.row("SELECT * FROM token WHERE token = ? AND kind = 'code'", code)
        if row is None or row["partner_id"] != partner_id:
            raise Refusal("error_auth", "Invalid code")
        shops = self._shops_of(code)
        if main_account_id is not None and row["main_account_id"] != main_account_id:
            raise Refusal("invalid_main_acount_id", "main_account_id does not match the code")
        if main_account_id is None and shop_id not in shops:
            raise Refusal("invalid_shop_id", "shop_id does not match the code")
        if min(shops.values()) <= self.clock.now():
            raise Refusal(self.quirks["used_code_error"], "Invalid code")
        self.store.run("UPDATE token_shop SET until = 0 WHERE token = ?", code)
        self._replace_tokens(partner_id, list(shops), 0)
        return self._pair(partner_id, list(shops)) | {"shop_id_list": list(shops), "merchant_id_list": []}

    def refresh(self, partner_id: int, shop_id: int, refresh_token: str) -> dict:
        """Spend a refresh token for one shop and give that shop its next pair."""
        grant = self.grant(partner_id, shop_id)
        if grant is None:
            raise Refusal("shop_no_linked", "The shop is not linked to the partner.")
        self.check_grant(partner_id, shop_id)
        if self._until("refresh", partner_id, shop_id, refresh_token) <= self.clock.now():
            raise Refusal(self.quirks["refresh_token_error"], "Invalid refresh_token.")
        overlap = OVERLAP_SECONDS if self.quirks["refresh_overlap"] == "five_minutes" else 0
        self._replace_tokens(partner_id, [shop_id], overlap)
        return {"partner_id": partner_id, "shop_id": shop_id} | self._pair(partner_id, [shop_id])

    def access_token_lives(self, partner_id: int, shop_id: int, token: str) -> bool:
        return self._until("access", partner_id, shop_id, token) > self.clock.now()

    def kill_access_token(self, token: str) -> None:
        self.store.run("UPDATE token_shop SET until = 0 WHERE token = ?", token)

    def _until(self, kind: str, partner_id: int, shop_id: int, token: str) -> int:
        row = self.store.row(
            "SELECT until FROM token JOIN token_shop USING (token) "
            "WHERE token = ? AND kind = ? AND partner_id = ? AND shop_id = ?",
            *(token, kind, partner_id, shop_id),
        )
        return row["until"] if row else 0

    def _shops_of(self, token: str) -> dict[int, int]:
        rows = self.store.rows("SELECT shop_id, until FROM token_shop WHERE token = ? ORDER BY shop_id", token)
        return {row["shop_id"]: row["until"] for row in rows}

    def _replace_tokens(self, partner_id: int, shop_ids: list[int], overlap: int) -> None:
        """End the shops' refresh tokens now and their access tokens within `overlap` seconds."""
        for kind, until in (("access", self.clock.now() + overlap if overlap else 0), ("refresh", 0)):
            for shop_id in shop_ids:
                self.store.run(
                    "UPDATE token_shop SET until = min(until, ?) WHERE shop_id = ? "
                    "AND token IN (SELECT token FROM token WHERE kind = ? AND partner_id = ?)",
                    *(until, shop_id, kind, partner_id),
                )

    def _pair(self, partner_id: int, shop_ids: list[int]) -> dict:
        absolute = self.quirks["expire_in"] == "absolute"
        return {
            "access_token": self._mint("access", partner_id, shop_ids, ACCESS_SECONDS),
            "refresh_token": self._mint("refresh", partner_id, shop_ids, REFRESH_SECONDS),
            "expire_in": self.clock.now() + ACCESS_SECONDS if absolute else ACCESS_SECONDS,
        }

    def _mint(self, kind: str, partner_id: int, shop_ids: list[int], seconds: int, main: int | None = None) -> str:
        token = self.store.token()
        self.store.run("INSERT INTO token VALUES (?, ?, ?, ?)", token, kind, partner_id, main)
        for shop_id in shop_ids:
            self.store.run("INSERT INTO token_shop VALUES (?, ?, ?)", token, shop_id, self.clock.now() + seconds)
        return token
