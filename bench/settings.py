"""The product's settings, with the floor view beside its pages."""

from zhike.config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.floor"
