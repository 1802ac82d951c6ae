"""The people of the company, where they work and what they may do."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zhike.kernel.fields.models import CodesField, EmailField, PhoneField, ReferencesField, TagsField
from zhike.kernel.records import Record, RecordQuerySet


class DepartmentKind(models.TextChoices):
    """The usual sorts of unit, from the whole down to the smallest."""

    GROUP = "group", _("Group")
    HEAD_OFFICE = "head_office", _("Head office")
    PLANT = "plant", _("Plant")
    SUBSIDIARY = "subsidiary", _("Subsidiary")
    BRANCH = "branch", _("Branch")
    OFFICE = "office", _("Office")
    WORKSHOP = "workshop", _("Workshop")
    TEAM = "team", _("Team")


class SecurityLevel(models.IntegerChoices):
    """How confidential a record is, and up to what a person is cleared."""

    OPEN = 0, pgettext_lazy("security level", "Open")
    INTERNAL = 1, _("Internal")
    CONFIDENTIAL = 2, _("Confidential")
    SECRET = 3, _("Secret")


class Department(Record):
    """A unit of the company. `path` lists the ids from the root, as in `/1/4/9/`, so a subtree is one prefix."""

    name = models.CharField(_("Name"), max_length=120)
    kind = models.CharField(_("Kind"), max_length=20, choices=DepartmentKind, default=DepartmentKind.TEAM)
    code = models.CharField(_("Code"), max_length=40, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("Parent department")
    )
    head = models.ForeignKey(
        "kernel.Employee", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Head")
    )
    position = models.PositiveIntegerField(_("Order"), default=0)
    phone = PhoneField(_("Phone"), blank=True)
    address = models.CharField(_("Address"), max_length=300, blank=True)
    remarks = models.TextField(_("Remarks"), blank=True)
    path = models.CharField(max_length=400, editable=False, default="/", db_index=True)

    class Meta:
        db_table = "department"
        verbose_name = _("Department")
        verbose_name_plural = _("Departments")
        ordering = ["path", "position"]

    def __str__(self) -> str:
        return self.name


class EmployeeManager(BaseUserManager["Employee"].from_queryset(RecordQuerySet)):  # type: ignore[misc]
    """Finds employees by the name they sign in with, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> Employee:
        """The employee who signs in with this name."""
        return self.get(username__iexact=username)  # type: ignore[no-any-return]


class Employee(Record, AbstractBaseUser):
    """A colleague: where they work, how to reach them, and their key to the system."""

    username = models.CharField(_("Sign-in name"), max_length=80, unique=True)
    name = models.CharField(_("Name"), max_length=80)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="members", verbose_name=_("Department")
    )
    post = models.CharField(_("Post"), max_length=80, blank=True)
    superior = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="reports", verbose_name=_("Superior")
    )
    mobile = PhoneField(_("Mobile phone"), blank=True)
    office_phone = PhoneField(_("Office phone"), blank=True)
    email = EmailField(_("E-mail"), blank=True)
    skills = TagsField(_("Skills"))
    on_leave = models.BooleanField(_("On leave"), default=False)
    leave_until = models.DateField(_("Last day of leave"), null=True, blank=True)
    stand_in = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Stand-in")
    )
    joined_on = models.DateField(_("Joined on"), null=True, blank=True)
    left_on = models.DateField(_("Left on"), null=True, blank=True)
    is_active = models.BooleanField(_("May sign in"), default=True)
    clearance = models.PositiveSmallIntegerField(_("Clearance"), choices=SecurityLevel, default=SecurityLevel.INTERNAL)
    roles = ReferencesField(_("Roles"), to="kernel.Role")
    must_change_password = models.BooleanField(_("Must choose a new password"), default=False, editable=False)
    language = models.CharField(
        _("Language"), max_length=10, choices=[("zh-hans", "简体中文"), ("en", "English")], default="zh-hans"
    )
    theme = models.CharField(
        _("Theme"), max_length=10, default="system",
        choices=[("system", _("As the system")), ("light", _("Light")), ("dark", _("Dark"))],
    )  # fmt: skip
    density = models.CharField(
        _("Density"), max_length=12, default="comfortable",
        choices=[("comfortable", _("Comfortable")), ("compact", _("Compact"))],
    )  # fmt: skip

    # Each sign-in is a row of SignIn: a column here would write the person's history at every sign-in.
    last_login = None
    history_leaves_out = ("password",)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[EmployeeManager] = EmployeeManager()

    class Meta:
        db_table = "employee"
        verbose_name = _("Employee")
        verbose_name_plural = _("Employees")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """What colleagues call the person; Django and allauth ask for it by this name."""
        return self.name

    def get_short_name(self) -> str:
        """The same as the full name: Chinese names are not shortened."""
        return self.name


class Role(Record):
    """A bundle of rights that is given to people, such as "Seller" or "Sales manager"."""

    name = models.CharField(_("Name"), max_length=80, unique=True)
    description = models.TextField(_("Description"), blank=True)
    powers = CodesField(_("Special permissions"), codes="powers")
    areas = CodesField(_("Department permission"), codes="areas", base_field=models.CharField(max_length=40))

    class Meta:
        db_table = "role"
        verbose_name = _("Role")
        verbose_name_plural = _("Roles")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Scope(models.TextChoices):
    """Whose rows a grant reaches, from the least to the most."""

    NONE = "none", _("None")
    OWN = "own", _("Own")
    DEPARTMENT = "department", _("Own department")
    BELOW = "below", _("Own department and below")
    CHOSEN = "chosen", _("Chosen departments")
    ALL = "all", _("All")


class Grant(models.Model):
    """Data permission: a role may do one verb on one entity, within a scope."""

    role = models.ForeignKey(Role, models.CASCADE, related_name="grants", verbose_name=_("Role"))
    entity = models.CharField(_("Record kind"), max_length=60)
    verb = models.CharField(_("Verb"), max_length=40)
    scope = models.CharField(_("Scope"), max_length=12, choices=Scope, default=Scope.OWN)
    departments = ArrayField(models.BigIntegerField(), verbose_name=_("Chosen departments"), default=list, blank=True)

    class Meta:
        db_table = "role_grant"
        constraints = [models.UniqueConstraint(fields=["role", "entity", "verb"], name="one_grant_per_verb")]

    def __str__(self) -> str:
        return f"{self.role_id} {self.entity}.{self.verb}={self.scope}"


class FieldAccess(models.IntegerChoices):
    """What a role lets a person do with a field."""

    HIDDEN = 0, _("Hidden")
    READ = 1, _("Read only")
    WRITE = 2, _("Read and write")


class FieldRule(models.Model):
    """A field that a role may not write, or not even see. A field without a rule may be read and written."""

    role = models.ForeignKey(Role, models.CASCADE, related_name="field_rules", verbose_name=_("Role"))
    entity = models.CharField(_("Record kind"), max_length=60)
    field = models.CharField(_("Field"), max_length=60)
    access = models.PositiveSmallIntegerField(_("Access"), choices=FieldAccess, default=FieldAccess.READ)

    class Meta:
        db_table = "role_field_rule"
        constraints = [models.UniqueConstraint(fields=["role", "entity", "field"], name="one_rule_per_field")]

    def __str__(self) -> str:
        return f"{self.role_id} {self.entity}.{self.field}={self.access}"


class SignIn(models.Model):
    """One try to sign in, or one open session: what the lock-out counts and what the person can revoke."""

    employee = models.ForeignKey(
        Employee, models.CASCADE, null=True, related_name="sign_ins", verbose_name=_("Employee")
    )
    username = models.CharField(_("Sign-in name"), max_length=150)
    at = models.DateTimeField(_("At"), auto_now_add=True, db_index=True)
    succeeded = models.BooleanField(_("Succeeded"))
    address = models.GenericIPAddressField(_("Network address"), null=True)
    agent = models.CharField(_("Browser"), max_length=300, blank=True)
    session_key = models.CharField(max_length=40, blank=True, db_index=True)
    seen_at = models.DateTimeField(_("Last seen"), null=True)
    ended_at = models.DateTimeField(_("Ended"), null=True)

    class Meta:
        db_table = "sign_in"
        indexes = [
            models.Index(fields=["username", "-at"], name="sign_in_by_name"),
            models.Index(fields=["address", "-at"], name="sign_in_by_address"),
        ]

    def __str__(self) -> str:
        return f"{self.username} {self.at:%Y-%m-%d %H:%M}"


class AccessToken(models.Model):
    """A key for a program that acts as a person. Only its SHA-256 is kept; it can be revoked at any time."""

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="tokens", verbose_name=_("Employee"))
    name = models.CharField(_("Name"), max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    read_only = models.BooleanField(_("Read only"), default=False)
    created_at = models.DateTimeField(_("Created"), auto_now_add=True)
    last_used_at = models.DateTimeField(_("Last used"), null=True)
    expires_at = models.DateTimeField(_("Expires"), null=True)
    revoked_at = models.DateTimeField(_("Revoked"), null=True)

    class Meta:
        db_table = "access_token"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name
