"""Recognition decisions from an office's Excel or CSV file into the register, in two steps: plan, then apply.

`reading` (file → lines) → `headers` (which column is what) → `parsing` (line → facts or problems) → `matching` (whose
producer) → `planning` (what would happen, stored as JSON) → `applying` (exactly that, in one transaction).
"""

from .applying import PlanOutdated, answered, apply_plan
from .planning import plan_file
from .reading import FileRefused

__all__ = ["FileRefused", "PlanOutdated", "answered", "apply_plan", "plan_file"]
