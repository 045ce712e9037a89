"""Write the next migration from the models: `python tools/make_migration.py [--initial]`.

`--initial` rewrites 0001 instead, which is only right before the first release.
"""

import asyncio
import sys
from pathlib import Path

from tortoise import Tortoise
from tortoise.migrations.autodetector import MigrationAutodetector

sys.path.insert(0, str(Path(__file__).parent.parent))
from shared.database.connecting import tortoise_config

FOLDER = Path(__file__).parent.parent / "shared/database/migrations"


async def main() -> None:
    """Compare models with migrations and write the difference."""
    kept = {}
    if "--initial" in sys.argv:
        (FOLDER / "0001_initial.py").unlink(missing_ok=True)
        for later in FOLDER.glob("0[0-9]*_*.py"):
            kept[later] = later.read_text()
            later.unlink()
    config = tortoise_config("sqlite:///nowhere.db")
    await Tortoise.init(config=config, init_connections=False)
    written = await MigrationAutodetector(Tortoise.apps, config["apps"]).write()
    for path, text in kept.items():
        path.write_text(text)
    print("\n".join(written) or "The models have not changed.")


asyncio.run(main())
