"""One page of a shop in a real Chromium, with and without a script of somebody's: what that costs its visitor."""
