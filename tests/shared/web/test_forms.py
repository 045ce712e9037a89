"""What is typed, what is wrong with it, and that nothing typed is lost."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import date
from typing import Annotated

import pytest
from starlette.requests import Request

from shared.web import bodies
from shared.web.forms import FormModel, NoFields, Rows, form, read
from shared.web.pages import Answer
from tests.web import Browser


def key_in(text: str) -> str:
    found = re.search(r'name="key" value="(\w+)"', text)
    assert found
    return found[1]


async def test_a_fresh_form_has_its_values_and_a_new_key(lin: Browser) -> None:
    first, second = await lin.get("/deals/new"), await lin.get("/deals/new")
    assert 'name="title" value="old"' in first.text
    assert len(key_in(first.text)) == 32
    assert key_in(first.text) != key_in(second.text)


async def test_good_input_arrives_typed_and_stripped(lin: Browser) -> None:
    answer = await lin.post(
        "/deals",
        {"title": "  Line 7 ", "note": "  ", "tags": ["a", "b"], "is_urgent": "on", "version": "3",
         "line-0-sku": "A", "line-0-quantity": "2", "line-7-sku": "B", "line-7-quantity": "3",
         "line-3-sku": "", "line-3-quantity": " "},
    )  # fmt: skip
    assert answer.status_code == 200
    assert "Line 7|None|[&#39;a&#39;, &#39;b&#39;]|True|3|Ax2;Bx3" in answer.text


@pytest.mark.asvs("2.2.1")
async def test_bad_input_is_422_with_every_error_at_its_field_and_nothing_lost(
    lin: Browser,
) -> None:
    key = "0123456789abcdef0123456789abcdef"
    answer = await lin.post(
        "/deals",
        {"title": "far too long a title for this", "key": key, "line-4-sku": "GR-060",
         "line-4-quantity": "many", "line-5-quantity": "0"},
    )  # fmt: skip
    assert answer.status_code == 422
    assert "<li>title=Title: At most 20 characters, please.</li>" in answer.text
    assert "<li>line-4-quantity=Line 1: Enter a whole number.</li>" in answer.text
    assert "<li>line-5-sku=Line 2: Fill this in.</li>" in answer.text
    assert "<li>line-5-quantity=Line 2: This must be more than 0.</li>" in answer.text
    assert 'value="far too long a title for this"' in answer.text
    assert 'value="GR-060"' in answer.text
    assert key_in(answer.text) == key


@pytest.mark.parametrize("odd", ["1766534400", "2026-12-24T00:00", "24.12.2026", "２０２６-12-24"])
def test_a_day_is_written_in_one_way_only(odd: str) -> None:
    for field in ("by", "line-0-on"):
        assert list(read(Dated, [(field, odd)]).refusals) == [field]
        assert read(Dated, [(field, "2026-12-24")]).model is not None


@pytest.mark.parametrize("odd", ["1.0", "1e3", "9" * 16, "٣", "1_000"])
def test_a_whole_number_is_written_in_digits(odd: str) -> None:
    assert list(read(Dated, [("count", odd)]).refusals) == ["count"]
    assert read(Dated, [("count", "-12")]).model is not None


def test_a_form_is_shown_again_only_by_what_takes_it() -> None:
    async def show(request: Request) -> Answer:
        raise NotImplementedError

    with pytest.raises(TypeError, match="takes no `form`"):
        form(NoFields, again=show)


class DatedLine(FormModel):
    on: date


class Dated(FormModel):
    by: date | None = None
    count: int = 0
    lines: Annotated[list[DatedLine], Rows("line")] = []


async def test_errors_are_told_in_the_readers_language(lin: Browser) -> None:
    await lin.post("/language", {"language": "zh"})
    answer = await lin.post("/deals", {"title": ""})
    assert "请填写" in answer.text


async def test_htmx_gets_only_the_form_back(lin: Browser) -> None:
    answer = await lin.htmx("POST", "/deals", "form#ask", {"title": ""})
    assert answer.status_code == 422
    assert answer.text.strip().startswith('<form id="ask">')


async def test_unknown_fields_are_refused(lin: Browser) -> None:
    answer = await lin.post("/deals", {"title": "a", "cost": "1", "line-0-margin": "2"})
    assert answer.status_code == 422
    assert "<li>cost=This form has no such field.</li>" in answer.text
    assert "line-0-margin" in answer.text


@pytest.mark.asvs("15.3.7")
async def test_a_field_sent_twice_is_refused(lin: Browser) -> None:
    answer = await lin.post("/deals", {"title": ["a", "b"]})
    assert answer.status_code == 422
    assert "<li>title=Title: This was sent more than once.</li>" in answer.text


async def test_characters_that_no_database_takes_are_refused(lin: Browser) -> None:
    answer = await lin.post("/deals", {"title": "a\x00b"})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("title", "line"),
    [("refuse", "title=Title: Too early for that."), ("refuse all", "=Closed on Sundays."),
     ("invalid", "note=Nor that.")],
)  # fmt: skip
async def test_a_refusal_of_the_business_is_422_with_the_form_kept(
    lin: Browser, title: str, line: str
) -> None:
    answer = await lin.post("/deals", {"title": title})
    assert answer.status_code == 422
    assert f"<li>{line}</li>" in answer.text
    assert f'name="title" value="{title}"' in answer.text


async def test_a_stale_edit_is_409_with_both_values_and_the_new_version(lin: Browser) -> None:
    answer = await lin.post("/deals", {"title": "stale", "version": "7"})
    assert answer.status_code == 409
    assert 'name="title" value="stale"' in answer.text
    assert "<b>title=theirs</b>" in answer.text
    assert 'name="version" value="8"' in answer.text


async def test_files_come_with_name_and_content(lin: Browser) -> None:
    answer = await lin.post(
        "/deals", {"title": "a"}, files={"paper": ("C:\\docs\\po.pdf", b"x" * 900, "text/plain")}
    )
    assert "|po.pdf:900" in answer.text
    empty = await lin.post("/deals", {"title": "a"}, files={"paper": ("", b"", "text/plain")})
    assert "po.pdf" not in empty.text
    assert empty.status_code == 200


@pytest.mark.asvs("5.2.1")
async def test_a_file_over_the_limit_is_413(lin: Browser) -> None:
    answer = await lin.post(
        "/deals", {"title": "a"}, files={"paper": ("a.pdf", b"x" * 1001, "text/plain")}
    )
    assert answer.status_code == 413


@pytest.mark.asvs("5.2.1")
async def test_a_body_over_the_limit_is_413_before_it_is_read(stranger: Browser) -> None:
    declared = await stranger.post("/open-deals", {"title": "x" * 5000})
    assert declared.status_code == 413
    assert "larger than this page accepts" in declared.text


async def test_a_body_that_hides_its_length_is_413_as_well(stranger: Browser) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b"title=" + b"x" * 1000

    headers = {"sec-fetch-site": "same-origin", "content-type": "application/x-www-form-urlencoded"}
    answer = await stranger.send("POST", "/open-deals", headers=headers, content=endless())
    assert answer.status_code == 413


async def test_a_body_that_does_not_come_is_not_waited_for(
    stranger: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "SLOWEST_PIECE", 0.05)

    async def dawdling() -> AsyncIterator[bytes]:
        yield b"title="
        await asyncio.sleep(1)
        yield b"x"

    headers = {"sec-fetch-site": "same-origin", "content-type": "application/x-www-form-urlencoded"}
    answer = await stranger.send("POST", "/open-deals", headers=headers, content=dawdling())
    assert answer.status_code == 408


async def test_too_many_fields_are_refused(lin: Browser) -> None:
    answer = await lin.post("/deals", {f"f{n}": "1" for n in range(2001)})
    assert answer.status_code == 400


async def test_a_broken_multipart_body_is_400(lin: Browser) -> None:
    headers = {"sec-fetch-site": "same-origin", "content-type": "multipart/form-data; boundary=x"}
    answer = await lin.send("POST", "/deals", headers=headers, content=b"--y nonsense")
    assert answer.status_code == 400
