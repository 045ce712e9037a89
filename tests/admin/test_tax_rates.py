"""Tax rates in the admin: sales reads them, finance keeps them, the journal remembers."""

from html import unescape

import pytest

from shared.catalogue.models import TaxRate
from tests.admin.order_desk import at_desk
from tests.paper_forms import form_to
from tests.shared.identity.statements import counted
from tests.shared.orders.world import World


async def test_the_list_names_country_class_and_rate_in_both_languages(world: World) -> None:
    for locale, words in (("en", ("China", "Standard rate", "13%")),
                          ("zh", ("中国", "标准税率", "13%"))):  # fmt: skip
        desk = await at_desk(world.manager, locale=locale)
        html = (await desk.get("/tax-rates")).text
        for word in words:
            assert word in html, word
        one = (await desk.get("/tax-rates/CN-standard")).text
        assert f"<h1>{words[0]} · {words[1]}</h1>" in one


async def test_rates_stand_by_country_and_in_the_order_of_their_classes(world: World) -> None:
    for country, tax_class in (("US", "standard"), ("CN", "exempt"), ("CN", "reduced")):
        await TaxRate.create(country=country, tax_class=tax_class, rate=0)
    html = (await (await at_desk(world.finance)).get("/tax-rates")).text
    codes = ["CN-standard", "CN-reduced", "CN-exempt", "US-standard"]
    places = [html.index(f'id="row-{code}"') for code in codes]
    assert places == sorted(places)


async def test_finance_adds_and_changes_a_rate_and_the_journal_shows_it(world: World) -> None:
    desk = await at_desk(world.finance)
    fields = form_to((await desk.get("/tax-rates/new")).text, "/tax-rates")
    added = await desk.post("/tax-rates", {**fields, "tax_class": "reduced", "rate": "9.5"})
    assert added.status_code == 303
    assert "9.5%" in (await desk.get("/tax-rates")).text
    path = "/tax-rates/CN-reduced"
    fields = form_to((await desk.get(path)).text, path)
    assert fields["rate"] == "9.5"
    assert (await desk.post(path, {**fields, "rate": "9"})).status_code == 303
    assert (await TaxRate.get(country="CN", tax_class="reduced")).rate == 900
    html = (await desk.get(path)).text
    assert "set the tax rate" in html
    assert '<del class="faint">9.5%</del>' in html


@pytest.mark.parametrize(
    ("rate", "sentence"),
    [("much", "Enter a number."), ("51", "A tax rate is between 0 and 50 %."),
     ("-1", "A tax rate is between 0 and 50 %."), ("", "Fill this in."),
     ("9.555", "At most 2 decimal places, please.")],
)  # fmt: skip
async def test_a_rate_that_cannot_be_is_refused_and_kept(
    world: World, rate: str, sentence: str
) -> None:
    desk = await at_desk(world.finance)
    fields = form_to((await desk.get("/tax-rates/new")).text, "/tax-rates")
    answer = await desk.post("/tax-rates", {**fields, "tax_class": "reduced", "rate": rate})
    assert answer.status_code == 422
    html = unescape(answer.text)
    assert sentence in html
    assert 'href="#f-rate"' in html
    assert f'value="{rate}"' in html
    assert '<option value="reduced" selected>' in html


async def test_a_rate_that_is_there_already_or_was_changed_shows_both_values(world: World) -> None:
    desk = await at_desk(world.finance)
    fields = form_to((await desk.get("/tax-rates/new")).text, "/tax-rates")
    twice = await desk.post("/tax-rates", {**fields, "rate": "17"})
    assert twice.status_code == 409
    path = "/tax-rates/CN-standard"
    fields = form_to((await desk.get(path)).text, path)
    await desk.post(path, {**fields, "rate": "12"})
    late = await desk.post(path, {**fields, "rate": "11"})
    assert late.status_code == 409
    for answer, theirs, typed in ((twice, "13", "17"), (late, "12", "11")):
        assert f"Now: {theirs}" in unescape(answer.text)
        assert f'value="{typed}"' in answer.text


async def test_sales_reads_a_rate_without_a_form_and_others_do_not_get_in(world: World) -> None:
    desk = await at_desk(world.manager)
    html = (await desk.get("/tax-rates/CN-standard")).text
    assert "13%" in html
    assert "rate-form" not in html
    assert "/tax-rates/new" not in (await desk.get("/tax-rates")).text
    assert (await desk.get("/tax-rates/new")).status_code == 403
    sent = await desk.post("/tax-rates/CN-standard", {"rate": "1", "version": "1"})
    assert sent.status_code == 403
    assert (await desk.get("/tax-rates/ZZ-standard")).status_code == 404
    assert (await (await at_desk(world.finance)).post(
        "/tax-rates/ZZ-standard", {"rate": "1", "version": "1"}
    )).status_code == 404  # fmt: skip


async def test_without_rates_finance_is_asked_for_the_first_one(world: World) -> None:
    await TaxRate.all().delete()
    html = (await (await at_desk(world.finance)).get("/tax-rates")).text
    assert "No tax rates yet" in html
    assert 'href="/tax-rates/new"' in html
    assert "No tax rates yet" in (await (await at_desk(world.manager)).get("/tax-rates")).text


async def test_the_list_costs_four_statements(world: World) -> None:
    desk = await at_desk(world.finance)
    async with counted() as seen:
        assert (await desk.get("/tax-rates")).status_code == 200
    assert len(seen) <= 4, seen
