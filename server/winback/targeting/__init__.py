"""From a campaign in the database to what a visitor's browser gets."""
