"""Statistics: numbers in, numbers out. Standard library only, no database."""
