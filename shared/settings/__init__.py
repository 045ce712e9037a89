"""Settings: every `WANGLAI_*` variable, typed, with its source, and what production refuses."""

from shared.settings.loading import Problem, Settings, load
from shared.settings.worth import is_comparable, worth

__all__ = ["Problem", "Settings", "is_comparable", "load", "worth"]
