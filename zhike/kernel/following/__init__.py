"""Following a record: who follows is told what others do to it."""
