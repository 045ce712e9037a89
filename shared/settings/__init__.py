"""Settings: every `WANGLAI_*` variable, typed, with its source, and what production refuses."""

from shared.settings.loading import Problem, Settings, load

__all__ = ["Problem", "Settings", "load"]
