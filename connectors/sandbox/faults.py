"""A seeded plan of things that go wrong, each rule with a chance or for the next N matching calls."""

import random
import threading
import tomllib
from dataclasses import asdict, dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

CALL_EFFECTS = {
    "throttle": "refused by the frequency limit",
    "daily_limit": "refused by the daily limit",
    "server_error": "HTTP `status` (502); `when` = before or after the effect",
    "busy": "a JSON error of the platform's own trouble",
    "html": "an HTML page instead of JSON; `when` = before or after the effect",
    "timeout_before": "no answer, and nothing was done; the line is held `seconds`",
    "timeout_after": "no answer, although it was done; the line is held `seconds`",
    "latency": "answered `seconds` late",
    "clock_skew": "the marketplace's clock is `seconds` off for this call",
    "expire_token": "the access token of this call dies now",
    "partial": "rows of a batch fail, each with the chance `rows` (0.5)",
}
PUSH_EFFECTS = {
    "push_lost": "never sent; found only among the lost messages",
    "push_duplicated": "sent `copies` times (2)",
    "push_delayed": "sent `seconds` late (60)",
    "push_reordered": "overtaken by the next push, or sent 30 s late",
}
STANDING_EFFECTS = {
    "hidden_rule": "listings of `category_id` (any if absent) must fill `field`, or are refused with `message`",
}
EFFECTS = CALL_EFFECTS | PUSH_EFFECTS | STANDING_EFFECTS


@dataclass
class Rule:
    """`path` is a pattern over the API path without its prefix, or over `push/<code>`.

    It fires with `probability`, or for the next `next_calls` matching calls after skipping `skip` of them;
    a standing effect simply holds as long as its rule is in the plan.
    """

    effect: str
    path: str = "*"
    probability: float | None = None
    next_calls: int | None = None
    skip: int = 0
    options: dict = field(default_factory=dict)

    @classmethod
    def parse(cls, fields: dict) -> "Rule":
        """Raises ValueError for an unknown effect or a rule that says neither chance nor count."""
        options = dict(fields)
        effect = options.pop("effect", "")
        if effect not in EFFECTS:
            raise ValueError(f"no fault {effect!r}; known: {', '.join(EFFECTS)}")
        kinds = {"path": str, "probability": float, "next_calls": int, "skip": int, "seconds": float, "rows": float}
        typed = {name: kind(options.pop(name)) for name, kind in kinds.items() if name in options}
        named = {name: typed.pop(name) for name in ("path", "probability", "next_calls", "skip") if name in typed}
        rule = cls(effect, **named, options=options | typed)
        if effect not in STANDING_EFFECTS and (rule.probability is None) == (rule.next_calls is None):
            raise ValueError(f"{effect} needs either probability or next_calls")
        return rule


class FaultPlan:
    """The rules in force and the one source of chance that decides them."""

    def __init__(self, seed: int = 0, rules: list[Rule] | None = None):
        self.random = random.Random(seed)
        self.rules = rules or []
        self._lock = threading.Lock()

    @classmethod
    def load(cls, path: Path, seed: int = 0) -> "FaultPlan":
        """Read a TOML plan: one `[[rule]]` table per rule."""
        plan = tomllib.loads(path.read_text(encoding="utf-8"))
        return cls(seed, [Rule.parse(fields) for fields in plan.get("rule", [])])

    def take(self, path: str, effects: dict[str, str]) -> list[Rule]:
        """The rules among `effects` that fire for this call; counted ones are used up by it."""
        with self._lock:
            return [rule for rule in list(self.rules) if rule.effect in effects and self._fires(rule, path)]

    def _fires(self, rule: Rule, path: str) -> bool:
        if not fnmatchcase(path, rule.path):
            return False
        if rule.probability is not None:
            return self.random.random() < rule.probability
        if rule.skip > 0:
            rule.skip -= 1
            return False
        left = rule.next_calls or 0
        rule.next_calls = left - 1
        if left <= 1 and rule in self.rules:
            self.rules.remove(rule)
        return left > 0

    def breaks_row(self, fired: list[Rule]) -> bool:
        """Whether this row of a batch fails, by the `partial` rules among those that fired."""
        return any(self.random.random() < rule.options.get("rows", 0.5) for rule in fired if rule.effect == "partial")

    def as_list(self) -> list[dict]:
        return [asdict(rule) for rule in self.rules]
