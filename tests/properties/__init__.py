"""Rules that hold for whatever comes, tried with random cases against an answer worked out in another way."""
