"""How Zhike is set up: variables, Django's settings, the address map and the embedded database."""
