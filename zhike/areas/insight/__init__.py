"""What the records say when they are counted: reports on every area, declared once each."""
