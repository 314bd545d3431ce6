"""What crosses the API's edge: checked once here, trusted inside."""
