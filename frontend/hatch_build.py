"""The packaging hook: installing the project, in any way, builds its pages first."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# The build backend loads this file by its path, outside any package.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from frontend import build


class FrontendBuildHook(BuildHookInterface[Any]):
    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Sixty megabytes of Node.js, and only when there is something to compile."""
        return [] if build.is_current() else [build.NODE_PACKAGE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        build.ensure()
