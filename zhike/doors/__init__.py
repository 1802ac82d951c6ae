"""The ways in: pages, REST, the command line. They turn a wish into a call and hold no rules."""
