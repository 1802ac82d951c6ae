"""Forms that anybody may fill in without signing in."""
