"""The customer book: customers and the people who work there."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from zhike.kernel.fields.models import DictionaryField, EmailField, MoneyField, PhoneField, TagsField, WebField
from zhike.kernel.people.models import SecurityLevel
from zhike.kernel.records import HeldRecord, OwnedRecord, owner_field


class CustomerKind(models.TextChoices):
    """Whether a customer is a company or a person."""

    ENTERPRISE = "enterprise", _("Enterprise")
    INDIVIDUAL = "individual", _("Individual")


class Customer(OwnedRecord):
    """A company or a person that we sell to, or might.

    Every index is paid for by each of a million rows that come in, so references have none that another begins with.
    `last_contact_at` follows the calls and visits, kept up by the database (see the activities); so it has no history.
    """

    name = models.CharField(_("Customer name"), max_length=200)
    kind = models.CharField(_("Kind"), max_length=12, choices=CustomerKind, default=CustomerKind.ENTERPRISE)
    number = models.CharField(_("Customer number"), max_length=40, blank=True, unique=True)
    mnemonic = models.CharField(_("Mnemonic"), max_length=40, blank=True)
    short_name = models.CharField(_("Short name"), max_length=100, blank=True)
    english_name = models.CharField(_("English name"), max_length=200, blank=True)
    level = DictionaryField(_("Level"), dictionary="customer_level")
    type = DictionaryField(_("Type"), dictionary="customer_type")
    status = DictionaryField(_("Status"), dictionary="customer_status")
    industry = DictionaryField(_("Industry"), dictionary="industry")
    scale = DictionaryField(_("Scale"), dictionary="company_scale")
    source = DictionaryField(_("Source"), dictionary="customer_source")
    credit_grade = DictionaryField(_("Credit grade"), dictionary="credit_grade")
    credit_limit = MoneyField(_("Credit limit"), null=True, blank=True)
    vip = models.BooleanField(_("Gold member"), default=False)
    tax_number = models.CharField(_("Tax number"), max_length=30, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", db_index=False,
        verbose_name=_("Parent company"),
    )  # fmt: skip
    main_phone = PhoneField(_("Main phone"), blank=True)
    finance_phone = PhoneField(_("Finance phone"), blank=True)
    email = EmailField(_("E-mail"), blank=True)
    home_page = WebField(_("Home page"), blank=True)
    region = models.ForeignKey(
        "kernel.Region", models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
        verbose_name=_("Region"),
    )  # fmt: skip
    street = models.CharField(_("Street"), max_length=300, blank=True)
    postcode = models.CharField(_("Postcode"), max_length=12, blank=True)
    main_products = models.CharField(_("Main products"), max_length=500, blank=True)
    registered_on = models.DateField(_("Registered on"), null=True, blank=True)
    security_level = models.PositiveSmallIntegerField(
        _("Security level"), choices=SecurityLevel, default=SecurityLevel.OPEN
    )
    tags = TagsField(_("Tags"))
    remarks = models.TextField(_("Remarks"), blank=True)
    last_contact_at = models.DateTimeField(_("Last contact"), null=True, editable=False)
    frozen_at = models.DateTimeField(_("Frozen"), null=True, editable=False)
    frozen_reason = models.CharField(_("Reason for freezing"), max_length=300, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self", models.SET_NULL, null=True, editable=False, related_name="+", db_index=False
    )
    owner = owner_field(db_index=False)

    history_leaves_out = ("last_contact_at",)

    class Meta:
        db_table = "customer"
        verbose_name = _("Customer")
        verbose_name_plural = _("Customers")
        indexes = [
            models.Index(fields=["last_contact_at", "id"], name="customer_by_contact"),
            models.Index(fields=["created_at", "id"], name="customer_by_creation"),
            models.Index(fields=["name", "id"], name="customer_by_name"),
            models.Index(fields=["owner", "last_contact_at", "id"], name="customer_by_owner"),
            models.Index(fields=["region", "level"], name="customer_by_region"),
            models.Index(fields=["level", "id"], name="customer_by_level"),
            models.Index(fields=["status", "id"], name="customer_by_status"),
            models.Index(fields=["credit_limit", "id"], name="customer_by_credit"),
            models.Index(fields=["tax_number"], condition=~models.Q(tax_number=""), name="customer_by_tax_number"),
            models.Index(fields=["deleted_at"], condition=models.Q(deleted_at__isnull=False), name="customer_in_bin"),
            models.Index(fields=["parent"], condition=models.Q(parent__isnull=False), name="customer_by_parent"),
            models.Index(fields=["merged_into"], condition=models.Q(merged_into__isnull=False), name="customer_merged"),
        ]

    def __str__(self) -> str:
        return self.name


class Sex(models.TextChoices):
    """As written on a business card or an identity card."""

    MALE = "male", _("Male")
    FEMALE = "female", _("Female")


class BirthdayCalendar(models.TextChoices):
    """The calendar by which a birthday is kept."""

    SOLAR = "solar", _("Solar calendar")
    LUNAR = "lunar", _("Lunar calendar")


class Contact(HeldRecord):
    """A person at a customer, or one whose company we don't know yet."""

    customer = models.ForeignKey(
        Customer, models.CASCADE, null=True, blank=True, related_name="contacts", verbose_name=_("Customer")
    )
    name = models.CharField(_("Contact name"), max_length=100)
    contact_class = DictionaryField(_("Contact class"), dictionary="contact_class")
    sex = models.CharField(_("Sex"), max_length=6, choices=Sex, blank=True)
    unit = models.CharField(_("Department at the customer"), max_length=100, blank=True)
    post = models.CharField(_("Post"), max_length=100, blank=True)
    superior = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="reports", verbose_name=_("Superior")
    )
    decision_role = DictionaryField(_("Part in the decision"), dictionary="decision_role")
    decision_weight = models.PositiveSmallIntegerField(_("Weight in the decision (0 to 100)"), null=True, blank=True)
    mobile = PhoneField(_("Mobile phone"), blank=True)
    office_phone = PhoneField(_("Office phone"), blank=True)
    home_phone = PhoneField(_("Home phone"), blank=True)
    email = EmailField(_("E-mail"), blank=True)
    fax = PhoneField(_("Fax"), blank=True)
    birthday = models.DateField(_("Birthday"), null=True, blank=True)
    birthday_calendar = models.CharField(
        _("Birthday kept by"), max_length=5, choices=BirthdayCalendar, default=BirthdayCalendar.SOLAR
    )
    address = models.CharField(_("Address"), max_length=300, blank=True)
    hobbies = models.CharField(_("Hobbies"), max_length=300, blank=True)
    tags = TagsField(_("Tags"))
    remarks = models.TextField(_("Remarks"), blank=True)
    last_contact_at = models.DateTimeField(_("Last contact"), null=True, editable=False)

    history_leaves_out = (*HeldRecord.history_leaves_out, "last_contact_at")

    class Meta:
        db_table = "contact"
        verbose_name = _("Contact")
        verbose_name_plural = _("Contacts")
        indexes = [
            models.Index(fields=["customer", "id"], name="contact_by_customer"),
            models.Index(fields=["created_at", "id"], name="contact_by_creation"),
            models.Index(fields=["scope_owner", "id"], name="contact_by_scope"),
            models.Index(fields=["last_contact_at", "id"], name="contact_by_contact"),
            models.Index(fields=["name", "id"], name="contact_by_name"),
            models.Index(fields=["deleted_at"], condition=models.Q(deleted_at__isnull=False), name="contact_in_bin"),
        ]

    def __str__(self) -> str:
        return self.name
