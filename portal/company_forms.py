"""The forms in which an organisation asks for changes; blank means that the field is emptied."""

from typing import Annotated

from pydantic import Field

from shared.kernel.wording import say
from shared.web.forms import FilesForm, Label

Text40 = Annotated[str, Field(max_length=40)]
Text80 = Annotated[str, Field(max_length=80)]


class Asking(FilesForm):
    """What every form of a change carries: a note, papers, and the change it edits ("" for none)."""

    note: Annotated[str, Field(max_length=1000), Label(say("Note"))] = ""
    change: Annotated[str, Field(max_length=20)] = ""


class DetailsForm(Asking):
    """The profile as it should be."""

    name_zh: Annotated[str, Field(max_length=200), Label(say("Name in Chinese"))] = ""
    name_en: Annotated[str, Field(max_length=200), Label(say("Name in English"))] = ""
    tax_number: Annotated[Text40, Label(say("Tax number"))] = ""
    country: Annotated[str, Field(max_length=2), Label(say("Country or region"))] = "CN"
    region: Annotated[Text80, Label(say("Province or state"))] = ""
    city: Annotated[Text80, Label(say("City"))] = ""
    phone: Annotated[str, Field(max_length=60), Label(say("Phone"))] = ""
    website: Annotated[str, Field(max_length=200), Label(say("Website"))] = ""


class AddressForm(Asking):
    """A place as it should be."""

    kind: Annotated[str, Label(say("Used for"))] = "ship"
    label: Annotated[str, Field(max_length=120), Label(say("Label"))]
    recipient: Annotated[str, Field(max_length=120), Label(say("Recipient"))] = ""
    phone: Annotated[str, Field(max_length=60), Label(say("Phone"))] = ""
    line: Annotated[str, Field(max_length=300), Label(say("Street and number"))]
    city: Annotated[Text80, Label(say("City"))] = ""
    region: Annotated[Text80, Label(say("Province or state"))] = ""
    postcode: Annotated[str, Field(max_length=20), Label(say("Postcode"))] = ""
    country: Annotated[str, Field(max_length=2), Label(say("Country or region"))] = "CN"
    is_default: bool = False


class ContactForm(Asking):
    """A person as she should stand there."""

    name: Annotated[str, Field(max_length=120), Label(say("Name"))]
    title: Annotated[str, Field(max_length=120), Label(say("Job title"))] = ""
    email: Annotated[str, Field(max_length=254), Label(say("E-mail"))] = ""
    phone: Annotated[str, Field(max_length=60), Label(say("Phone"))] = ""


class AccountForm(Asking):
    """A bank account; an empty number keeps the one that we have.

    Nothing is required here: `check_account` names everything that is wrong at once.
    """

    holder: Annotated[str, Field(max_length=200), Label(say("Account holder"))] = ""
    bank: Annotated[str, Field(max_length=200), Label(say("Bank and branch"))] = ""
    country: Annotated[str, Field(max_length=2), Label(say("Country or region"))] = "CN"
    currency: Annotated[str, Field(max_length=3), Label(say("Currency"))] = "CNY"
    number: Annotated[str, Field(max_length=50), Label(say("Account number or IBAN"))] = ""
    code: Annotated[str, Field(max_length=20), Label(say("CNAPS code or BIC"))] = ""


class LogoForm(FilesForm):
    """The picture that should be the logo."""
