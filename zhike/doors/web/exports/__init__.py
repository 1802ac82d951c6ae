"""Taking records out of a list as a file."""
