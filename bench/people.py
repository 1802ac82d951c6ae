"""The company that works with the large book: four regions, two hundred sellers, one administrator."""

from __future__ import annotations


def company() -> list[tuple[int, int]]:
    """Make departments and employees; returns the sellers as pairs of employee and department id."""
    from zhike.kernel.people.models import Employee, Grant, Role, Scope

    administrator = Role.objects.filter(powers__contains=["*"]).first() or Role.objects.create(
        name="Bench administrator", powers=["*"]
    )
    seller, _made = Role.objects.get_or_create(name="Bench seller")
    for entity in ("customers", "contacts", "activities"):
        for verb in ("view", "create", "change"):
            Grant.objects.get_or_create(role=seller, entity=entity, verb=verb, defaults={"scope": Scope.OWN})
    root = _department("集团", None)
    sellers = []
    for region in ("华东", "华南", "华北", "西部"):
        unit = _department(f"{region}大区", root)
        for number in range(50):
            employee = Employee(
                username=f"bench{unit.pk}-{number}", name=f"{region}{number:02d}", department=unit, roles=[seller.pk]
            )
            employee.set_unusable_password()
            employee.save()
            sellers.append((employee.pk, unit.pk))
    if not Employee.objects.filter(username="bench").exists():
        chief = Employee(username="bench", name="周敏", department=root, roles=[administrator.pk], clearance=3)
        chief.set_password("bench-password-1")
        chief.save()
    return sellers


def _department(name: str, parent: object) -> object:
    from zhike.kernel.people.models import Department

    unit = Department.objects.create(name=name, parent=parent)  # type: ignore[misc]
    unit.path = f"{parent.path if parent else '/'}{unit.pk}/"  # type: ignore[attr-defined]
    unit.save(update_fields=["path"])
    return unit
