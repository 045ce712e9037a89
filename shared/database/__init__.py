"""The only rooms that know which database is behind: engine, units of work, migrations, paging."""
