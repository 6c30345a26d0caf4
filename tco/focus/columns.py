"""The columns of a FOCUS file: which must be there, which may be empty, what may stand in them.

After the content constraints of each column in the specification, v1.2; version 1.4 drops ProviderName and
PublisherName for ServiceProviderName and HostProviderName (since 1.3) and adds InvoiceDetailId.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

VERSIONS = ("1.2", "1.4")
Kind = Literal["text", "number", "time", "currency"]


@dataclass(frozen=True)
class Column:
    """A column: its kind, whether it must be there, whether it may be empty, its closed list of words."""

    name: str
    kind: Kind = "text"
    mandatory: bool = False
    empty: bool = True
    words: tuple[str, ...] = ()
    versions: tuple[str, ...] = VERSIONS


CATEGORIES = (
    "AI and Machine Learning", "Analytics", "Business Applications", "Compute", "Databases", "Developer Tools",
    "Multicloud", "Identity", "Integration", "Internet of Things", "Management and Governance", "Media", "Migration",
    "Mobile", "Networking", "Security", "Storage", "Web", "Other",
)  # fmt: skip
CHARGES = ("Usage", "Purchase", "Tax", "Credit", "Adjustment")


def _must(name: str, kind: Kind = "text", words: tuple[str, ...] = (), versions: tuple[str, ...] = VERSIONS) -> Column:
    return Column(name, kind, mandatory=True, empty=False, words=words, versions=versions)


COLUMNS = (
    _must("BilledCost", "number"),
    _must("BillingAccountId"),
    Column("BillingAccountName", mandatory=True),
    _must("BillingCurrency", "currency"),
    _must("BillingPeriodEnd", "time"),
    _must("BillingPeriodStart", "time"),
    _must("ChargeCategory", words=CHARGES),
    Column("ChargeClass", mandatory=True, words=("Correction",)),
    Column("ChargeDescription", mandatory=True),
    Column("ChargeFrequency", empty=False, words=("One-Time", "Recurring", "Usage-Based")),
    _must("ChargePeriodEnd", "time"),
    _must("ChargePeriodStart", "time"),
    Column("CommitmentDiscountCategory", words=("Spend", "Usage")),
    Column("CommitmentDiscountId"),
    Column("CommitmentDiscountName"),
    Column("CommitmentDiscountQuantity", "number"),
    Column("CommitmentDiscountStatus", words=("Used", "Unused")),
    Column("CommitmentDiscountType"),
    Column("CommitmentDiscountUnit"),
    Column("ConsumedQuantity", "number"),
    Column("ConsumedUnit"),
    _must("ContractedCost", "number"),
    Column("ContractedUnitPrice", "number"),
    _must("EffectiveCost", "number"),
    _must("HostProviderName", versions=("1.4",)),
    Column("InvoiceDetailId", mandatory=True, versions=("1.4",)),
    _must("InvoiceIssuerName"),
    _must("ListCost", "number"),
    Column("ListUnitPrice", "number"),
    Column("PricingCategory", words=("Standard", "Dynamic", "Committed", "Other")),
    Column("PricingQuantity", "number", mandatory=True),
    Column("PricingUnit", mandatory=True),
    _must("ProviderName", versions=("1.2",)),
    _must("PublisherName", versions=("1.2",)),
    _must("ServiceCategory", words=CATEGORIES),
    _must("ServiceName"),
    _must("ServiceProviderName", versions=("1.4",)),
    Column("SkuId"),
    Column("SkuMeter"),
    Column("SkuPriceId"),
)


def columns(version: str) -> list[Column]:
    """The columns that this program writes in a version, in the order of the specification."""
    return [column for column in COLUMNS if version in column.versions]
