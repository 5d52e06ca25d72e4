"""Apps, sellers, and the tokens that a seller's consent gives an app (protocol B2)."""

from connectors.sandbox.clock import Clock
from connectors.sandbox.lazada.call import Refusal
from connectors.sandbox.quirks import Quirks
from connectors.sandbox.store import Store

DAY = 86400
CODE_SECONDS = 30 * 60
LIFETIMES = {
    "online_30d_180d": (30 * DAY, 180 * DAY),
    "sample_10d_50d": (10 * DAY, 50 * DAY),
    "test_7d_14d": (7 * DAY, 14 * DAY),
    "test_7d_30d": (7 * DAY, 30 * DAY),
}


class Accounts:
    """All of it over the store; times are the marketplace's."""

    def __init__(self, store: Store, clock: Clock, quirks: Quirks):
        self.store, self.clock, self.quirks = store, clock, quirks

    def seed_app(self, app_key: str, app_secret: str, redirect_uri: str = "", problem: str = "") -> None:
        self.store.run(
            "INSERT INTO app VALUES (?, ?, ?, '', ?) ON CONFLICT (app_key) DO UPDATE SET "
            "app_secret = excluded.app_secret, redirect_uri = excluded.redirect_uri, problem = excluded.problem",
            *(app_key, app_secret, redirect_uri, problem),
        )

    def seed_seller(self, seller_id: int, name: str, status: str = "ACTIVE", *, lazmall: bool = False) -> None:
        self.store.run(
            "INSERT OR REPLACE INTO seller VALUES (?, ?, ?, ?, ?, ?, ?)",
            *(seller_id, 100_000_000 + seller_id, f"VN{seller_id:x}".upper(), name),
            *(f"gianhang{seller_id}@example.vn", status, lazmall),
        )

    def app(self, app_key: str):
        return self.store.row("SELECT * FROM app WHERE app_key = ?", app_key)

    def sellers(self) -> list:
        return self.store.rows("SELECT * FROM seller ORDER BY seller_id")

    def seller(self, seller_id: int):
        return self.store.row("SELECT * FROM seller WHERE seller_id = ?", seller_id)

    def apps_of(self, seller_id: int) -> list[str]:
        """The apps with a live access token of that seller; only they get its pushes."""
        rows = self.store.rows(
            "SELECT DISTINCT app_key FROM token WHERE seller_id = ? AND kind = 'access' AND until > ? ORDER BY app_key",
            *(seller_id, self.clock.now()),
        )
        return [row["app_key"] for row in rows]

    def seller_of(self, kind: str, app_key: str, token: str) -> int | None:
        """Whose live token this is."""
        row = self.store.row(
            "SELECT seller_id FROM token WHERE token = ? AND kind = ? AND app_key = ? AND until > ?",
            *(token, kind, app_key, self.clock.now()),
        )
        return row["seller_id"] if row else None

    def allow(self, app_key: str, seller_id: int) -> str:
        """The seller's consent: the single-use code."""
        return self._mint("code", app_key, seller_id, self.clock.now() + CODE_SECONDS)

    def revoke(self, app_key: str, seller_id: int) -> None:
        self.store.run("UPDATE token SET until = 0 WHERE app_key = ? AND seller_id = ?", app_key, seller_id)

    def kill(self, token: str) -> None:
        self.store.run("UPDATE token SET until = 0 WHERE token = ?", token)

    def exchange(self, app_key: str, code: str) -> dict:
        """A code becomes tokens; those of an earlier consent end."""
        seller_id = self.seller_of("code", app_key, code)
        if seller_id is None:
            raise Refusal("InvalidCode", "Invalid authorization code", kind="ISV")
        self.revoke(app_key, seller_id)
        until = self.clock.now() + LIFETIMES[self.quirks["token_lifetimes"]][1]
        return self._tokens(app_key, seller_id, self._mint("refresh", app_key, seller_id, until), "country_user_info")

    def refresh(self, app_key: str, refresh_token: str) -> dict:
        """A new access token; the end of the refresh token stays where it is."""
        seller_id = self.seller_of("refresh", app_key, refresh_token)
        if seller_id is None:
            raise Refusal("IllegalRefreshToken", "The specified refresh token is invalid or expired", kind="ISV")
        if self.quirks["earlier_access"] == "dies":
            self.store.run(
                "UPDATE token SET until = 0 WHERE app_key = ? AND seller_id = ? AND kind = 'access'", app_key, seller_id
            )
        if self.quirks["refresh_spent"] == "single_use":
            until = self._until(refresh_token)
            self.kill(refresh_token)
            refresh_token = self._mint("refresh", app_key, seller_id, until)
        return self._tokens(app_key, seller_id, refresh_token, self.quirks["refresh_user_info"])

    def _tokens(self, app_key: str, seller_id: int, refresh_token: str, info_name: str) -> dict:
        seller, seconds = self.seller(seller_id), LIFETIMES[self.quirks["token_lifetimes"]][0]
        user = {
            "country": "vn",
            "user_id": str(seller["user_id"]),
            "seller_id": str(seller_id),
            "short_code": seller["short_code"],
        }
        return {
            "access_token": self._mint("access", app_key, seller_id, self.clock.now() + seconds),
            "refresh_token": refresh_token,
            "expires_in": seconds,
            "refresh_expires_in": self._until(refresh_token) - self.clock.now(),
            "country": "vn",
            "account": seller["email"],
            "account_platform": "seller_center",
            info_name: [user],
        }

    def _until(self, token: str) -> int:
        return self.store.row("SELECT until FROM token WHERE token = ?", token)["until"]

    def _mint(self, kind: str, app_key: str, seller_id: int, until: int) -> str:
        token = f"500{seller_id % 1000:03d}{self.store.token()}"
        self.store.run(
            "INSERT INTO token (token, kind, app_key, seller_id, until) VALUES (?, ?, ?, ?, ?)",
            *(token, kind, app_key, seller_id, until),
        )
        return token
