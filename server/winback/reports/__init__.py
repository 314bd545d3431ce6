"""Questions over the records, one a file."""
