"""The kernel as a Django app: when all models are loaded, it gathers the declarations of the areas."""

import gc
from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class KernelConfig(AppConfig):
    """Knows records, people, rights and time; knows no customer."""

    name = "zhike.kernel"
    label = "kernel"
    verbose_name = _("Kernel")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Import every area's declarations, then check them and keep the database's triggers in step."""
        from zhike.kernel.actions.declaration import hand_over_waiting  # noqa: PLC0415  (models are loaded after this module)
        from zhike.kernel.entity import checks  # noqa: F401, PLC0415  (registers the system checks)
        from zhike.kernel.history import install  # noqa: PLC0415

        for config in apps.get_app_configs():
            for part in ("entity", "actions", "rights", "events", "jobs"):
                if find_spec(f"{config.name}.{part}") and config.name.startswith("zhike.") and config.label != "kernel":
                    import_module(f"{config.name}.{part}")
        hand_over_waiting()
        collect_seldom()
        post_migrate.connect(install.keep_in_step, sender=self, dispatch_uid="kernel.keep_in_step")


def collect_seldom() -> None:
    """Let the garbage collector look at what is loaded never again, and at what is new after 50,000 objects, not 700.

    Reference counts free nearly all of what we make; looking for circles took two fifths of reading a list of rows.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
