"""Files over HTTP: sent by themselves or with the form, and given back under harmless headers."""

import re

import httpx2
import pytest

from shared.access.models import User
from shared.files.actions import attach
from shared.files.models import Attachment
from shared.identity.models import StaffRole
from shared.journal.models import JournalEntry
from tests.shared.counterparties.company import Company, outsider
from tests.shared.files import samples
from tests.shared.files.sending import hung, send
from tests.shared.web.filing import ADMIN, member
from tests.shared.web.filing import company as company
from tests.shared.web.filing import form_lent as form_lent
from tests.web import Browser


async def colleague(name: str) -> Browser:
    browser = Browser(ADMIN)
    await browser.sign_in(await User.get(public_id=name.lower()))
    return browser


def sent_id(answer: httpx2.Response) -> str:
    assert answer.status_code == 200, answer.text
    found = re.search(r'name="files" value="([0-9a-f]{24})" checked', answer.text)
    assert found is not None
    return found[1]


async def upload(browser: Browser, name: str, body: bytes) -> httpx2.Response:
    return await browser.post("/uploads", files={"file": (name, body)})


async def test_a_file_is_sent_and_claimed_by_its_form(company: Company) -> None:
    zhou = await member(company.qiming)
    answer = await upload(zhou, "照片.png", samples.picture())
    assert ">照片</span>.png" in answer.text
    assert f"/files/{sent_id(answer)}/thumbnail" in answer.text
    done = await zhou.post("/notes", {"text": "x", "files": sent_id(answer)})
    assert done.status_code == 303
    assert ">照片</span>.png" in (await zhou.get("/notes")).text


async def test_a_broken_file_is_refused_by_its_name_and_the_form_is_not_touched(
    company: Company,
) -> None:
    zhou = await member(company.qiming)
    for name, body, words in (
        ("a.svg", b"<svg/>", "HTML, SVG"), ("b.pdf", b"", "empty"), ("c.exe", samples.PDF, "right format")
    ):  # fmt: skip
        answer = await upload(zhou, name, body)
        assert answer.status_code == 422
        assert words in answer.text
        assert "data-problem" in answer.text
    assert (await zhou.post("/uploads", {"x": "y"})).status_code == 422


async def test_without_script_the_form_brings_its_files_and_keeps_what_was_good(
    company: Company,
) -> None:
    zhou = await member(company.qiming)
    files = [
        ("upload", ("good.pdf", samples.PDF)),
        ("upload", ("bad.svg", b"<svg/>")),
        ("upload", ("", b"")),
    ]
    answer = await zhou.post("/notes", {"text": "typed for long"}, files=files)
    assert answer.status_code == 422
    assert "bad.svg: Web pages and drawings" in answer.text
    assert 'value="typed for long"' in answer.text
    assert "good.pdf" in answer.text
    again = {"text": "typed for long", "files": sent_id_of(answer)}
    assert (await zhou.post("/notes", again)).status_code == 303
    assert "good.pdf" in (await zhou.get("/notes")).text


async def test_a_refused_text_keeps_the_files_that_came_with_it(company: Company) -> None:
    zhou = await member(company.qiming)
    for text in ("", "refuse"):
        answer = await zhou.post("/notes", {"text": text}, files={"upload": ("a.pdf", samples.PDF)})
        assert answer.status_code == 422
        assert "a.pdf" in answer.text
    done = await zhou.post("/notes", {"text": "ok"}, files={"upload": ("b.pdf", samples.PDF)})
    assert done.status_code == 303
    assert await Attachment.filter(attached_at__isnull=False).count() == 1


def sent_id_of(answer: httpx2.Response) -> str:
    found = re.search(r'name="files" value="([0-9a-f]{24})"', answer.text)
    assert found is not None
    return found[1]


async def test_foreign_and_made_up_ids_are_refused_at_the_field(company: Company) -> None:
    zhou, bo = await member(company.qiming), await member(company.haiyue)
    theirs = sent_id(await upload(bo, "a.pdf", samples.PDF))
    for wrong in (theirs, "f" * 24, "../../etc/passwd", "1 OR 1=1"):
        answer = await zhou.post("/notes", {"text": "kept", "files": wrong})
        assert answer.status_code == 422, wrong
        assert 'href="#f-files"' in answer.text or "files" in answer.text
        assert 'value="kept"' in answer.text
        assert theirs not in answer.text
    too_many = [sent_id(await upload(zhou, f"{n}.pdf", samples.PDF)) for n in range(4)]
    answer = await zhou.post("/notes", {"text": "kept", "files": too_many})
    assert answer.status_code == 422
    assert "At most 3 files" in answer.text


@pytest.mark.asvs("3.2.1", "5.4.1", "5.4.2")
async def test_a_file_is_given_to_keep_and_nothing_runs_under_its_headers(company: Company) -> None:
    zhou = await member(company.qiming)
    actor = await outsider(company.qiming)
    name = 'a"b\r\nX: 1 ;报价 \u202efdp.pdf'
    file = await hung(actor, company.qiming, name)
    answer = await zhou.get(f"/files/{file}")
    assert answer.status_code == 200
    assert answer.content == samples.PDF
    headers = answer.headers
    assert headers["content-type"] == "application/pdf"
    assert headers["x-content-type-options"] == "nosniff"
    assert (
        headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    )
    assert headers["cache-control"] == "private, no-cache"
    assert headers["content-disposition"] == (
        'attachment; filename="a_b X_ 1 ;__ fdp.pdf"; '
        "filename*=UTF-8''a_b%20X_%201%20%3B%E6%8A%A5%E4%BB%B7%20fdp.pdf"
    )
    head = await zhou.send("HEAD", f"/files/{file}", headers={})
    assert (head.status_code, head.content) == (200, b"")


@pytest.mark.asvs("3.2.1")
async def test_only_the_small_picture_that_we_drew_is_shown_in_place(company: Company) -> None:
    zhou = await member(company.qiming)
    actor = await outsider(company.qiming)
    picture = await hung(actor, company.qiming, "a.png", samples.picture())
    paper = await hung(actor, company.qiming, "a.pdf")
    answer = await zhou.get(f"/files/{picture}/thumbnail")
    assert answer.headers["content-type"] == "image/webp"
    assert answer.headers["content-disposition"] == "inline"
    assert (
        answer.headers["content-security-policy"]
        == "default-src 'none'; frame-ancestors 'none'; sandbox"
    )
    assert answer.content[8:12] == b"WEBP"
    again = await zhou.get(f"/files/{picture}/thumbnail", if_none_match=answer.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    assert (await zhou.get(f"/files/{paper}/thumbnail")).status_code == 404


async def test_foreign_internal_staged_and_missing_files_look_alike(company: Company) -> None:
    zhou, bo = await member(company.qiming), await member(company.haiyue)
    actor = await outsider(company.qiming)
    secret = await hung(company.alice, company.qiming, "note.pdf", internal=True)
    open_file = await hung(actor, company.qiming)
    staged = await send(actor)
    missing = await bo.get(f"/files/{'f' * 24}")
    assert missing.status_code == 404
    for browser, ids in ((bo, (secret, open_file, staged)), (zhou, (secret, staged))):
        for one in ids:
            for path in (f"/files/{one}", f"/files/{one}/thumbnail"):
                answer = await browser.get(path)
                assert answer.status_code == 404
                assert answer.text.replace(one, "f" * 24) == missing.text.replace(one, "f" * 24)
    alice = await colleague("Alice")
    assert (await alice.get(f"/files/{secret}")).status_code == 200
    assert (await (await colleague("Bob")).get(f"/files/{open_file}")).status_code == 404


async def test_a_download_by_our_staff_stands_in_the_journal(company: Company) -> None:
    actor, zhou = await outsider(company.qiming), await member(company.qiming)
    file = await hung(actor, company.qiming, "licence.pdf")
    alice = await colleague("Alice")
    await zhou.get(f"/files/{file}")
    await alice.send("HEAD", f"/files/{file}", headers={})
    await alice.get(f"/files/{file}/thumbnail")
    assert not await JournalEntry.filter(verb="attachment.download").exists()
    await alice.get(f"/files/{file}")
    assert await JournalEntry.filter(verb="attachment.download", actor_name="Alice").count() == 1


async def test_a_file_sent_by_mistake_is_thrown_away(company: Company) -> None:
    zhou, bo = await member(company.qiming), await member(company.haiyue)
    mine = sent_id(await upload(zhou, "a.pdf", samples.PDF))
    assert (await bo.post(f"/uploads/{mine}/removal")).status_code == 404
    assert (await zhou.post(f"/uploads/{mine}/removal")).status_code == 204
    assert (await zhou.get(f"/files/{mine}")).status_code == 404
    assert (await zhou.post("/notes", {"text": "x", "files": mine})).status_code == 422


async def test_a_file_is_taken_from_its_record_and_leads_back_to_its_page(
    company: Company,
) -> None:
    zhou, bo = await member(company.qiming), await member(company.haiyue)
    done = await zhou.post("/notes", {"text": "x"}, files={"upload": ("letter.pdf", samples.PDF)})
    assert done.status_code == 303
    file = (await Attachment.get()).public_id
    assert f'action="/files/{file}/removal"' in (await zhou.get("/notes")).text
    assert (await bo.post(f"/files/{file}/removal")).status_code == 404
    answer = await zhou.post(f"/files/{file}/removal")
    assert answer.status_code == 303
    page = (await zhou.get("/notes")).text
    assert "File removed by" in page
    assert f"/files/{file}" not in page
    assert (await zhou.get(f"/files/{file}")).status_code == 404
    assert (await zhou.post(f"/files/{file}/removal")).status_code == 404


async def test_a_viewer_sends_nothing(company: Company) -> None:
    browser = await member(company.qiming, "viewer")
    assert (await upload(browser, "a.pdf", samples.PDF)).status_code == 403
    assert not await Attachment.exists()


async def test_a_full_disk_says_so_and_keeps_what_was_typed(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    zhou = await member(company.qiming)
    monkeypatch.setattr("shared.files.storage.FREE", 10**18)
    answer = await upload(zhou, "a.pdf", samples.PDF)
    assert answer.status_code == 507
    assert "nearly full" in answer.text
    form = await zhou.post("/notes", {"text": "typed"}, files={"upload": ("a.pdf", samples.PDF)})
    assert form.status_code == 422
    assert 'value="typed"' in form.text
    assert "nearly full" in form.text


async def test_the_auditor_reads_files_and_sends_none(company: Company) -> None:
    user = await User.get(public_id="ada")
    await StaffRole.filter(user=user).update(role="auditor")
    ada = await colleague("Ada")
    file = await hung(await outsider(company.qiming), company.qiming)
    assert (await ada.get(f"/files/{file}")).status_code == 200
    assert (await upload(ada, "a.pdf", samples.PDF)).status_code == 403


async def test_a_claimed_file_never_goes_back_to_waiting(company: Company) -> None:
    zhou = await outsider(company.qiming)
    file = await hung(zhou, company.qiming)
    browser = await member(company.qiming)
    assert (await browser.post(f"/uploads/{file}/removal")).status_code == 404
    assert await Attachment.filter(public_id=file, attached_at__isnull=False).exists()
    assert await attach(zhou, [], "counterparty", 1) == []
