"""The database: connections, the few differences between engines, migrations."""
