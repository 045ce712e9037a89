"""Papers and certificates at the desk: filing, sharing, reviewing, requiring."""

import re
from typing import Any

import pytest

from shared.demo.cast import HAIYUE, QIMING
from shared.documents.models import Certificate, CertificateRequirement, Document
from shared.kernel import clock
from tests.cast import ANCHOR, browser_of
from tests.shared.files import samples


@pytest.fixture(autouse=True)
def _day() -> object:
    with clock.frozen(ANCHOR):
        yield


async def test_a_paper_is_filed_shared_read_and_withdrawn(demo: str) -> None:
    wu, zhou = await browser_of("wu.jing"), await browser_of("zhou.min")
    fields: dict[str, Any] = {"title_en": "Service terms", "kind": "policy", "note": "First"}
    for language in ("en", "zh"):
        reader = await browser_of("wu.jing", language=language)
        for path in ("/documents", "/documents/new", "/certificates", "/certificate-requirements"):
            assert (await reader.get(path)).status_code == 200
    empty = await wu.post("/documents", {**fields, "title_en": ""}, files={"upload": ("", b"")})
    assert empty.status_code == 422
    assert "One of the two names is enough." in empty.text
    none = await wu.post("/documents", fields)
    assert none.status_code == 422
    assert 'value="Service terms"' in none.text
    filed = await wu.post("/documents", fields, files={"upload": ("terms.pdf", samples.PDF)})
    assert filed.status_code == 303
    path = filed.headers["location"]
    assert "Service terms" not in (await zhou.get("/documents")).text
    shared = await wu.post(f"{path}/shares", {"counterparty": QIMING})
    assert shared.status_code == 303
    assert "Service terms" in (await zhou.get("/documents")).text
    edition = await wu.post(
        f"{path}/editions",
        {"version": "1", "note": "Second"},
        files={"upload": ("v2.pdf", samples.PDF)},
    )
    assert edition.status_code == 303
    page = (await wu.get(path)).text
    assert "Edition 2" in page
    assert "v2.pdf" in page
    assert "terms.pdf" in page
    stale = await wu.post(
        f"{path}/editions", {"version": "1"}, files={"upload": ("v3.pdf", samples.PDF)}
    )
    assert stale.status_code == 409
    assert "v3.pdf" in stale.text
    assert (await wu.post(f"{path}/withdrawal", {"version": "2"})).status_code == 303
    assert "Service terms" not in (await zhou.get("/documents")).text
    assert (await wu.post(f"{path}/sharing", {"version": "3"})).status_code == 303
    assert (await wu.post(f"{path}/shares/{QIMING}/removal")).status_code == 303
    assert "Service terms" not in (await zhou.get("/documents")).text
    assert (await wu.post(f"{path}/shares/{QIMING}/removal")).status_code == 404


async def test_titles_and_audience_are_edited_under_their_version(demo: str) -> None:
    wu = await browser_of("wu.jing")
    kept = await Document.get(title_en="Service manual S900")
    path = f"/documents/{kept.public_id}"
    assert 'value="distributor" checked' in (await wu.get(f"{path}/edit")).text
    fields: dict[str, Any] = {
        "title_en": "Manual S900",
        "kind": "manual",
        "kinds": ["supplier"],
        "version": "1",
    }
    assert (await wu.post(path, fields)).status_code == 303
    assert (await wu.post(path, {**fields, "title_en": "Mine"})).status_code == 409
    wrong = await wu.post(path, {**fields, "version": "2", "kinds": ["poets"]})
    assert wrong.status_code == 422
    lu = await browser_of("lu.bin")
    assert "Manual S900" in (await lu.get("/documents")).text


async def test_an_account_manager_cannot_share_with_strangers_to_her(demo: str) -> None:
    zhao = await browser_of("zhao.qiang")
    kept = await Document.get(title_en="Dealer agreement 2026 (Qiming)")
    answer = await zhao.post(f"/documents/{kept.public_id}/shares", {"counterparty": HAIYUE})
    assert answer.status_code == 422
    assert "in your care" in answer.text
    assert f'value="{HAIYUE}"' in answer.text


async def test_a_certificate_is_reviewed_at_the_board(demo: str) -> None:
    lin = await browser_of("lin.xiaoyu")
    board = (await lin.get("/certificates")).text
    waiting = re.findall(r"/certificates/([0-9a-f]{24})", board)
    assert waiting
    path = f"/certificates/{waiting[0]}"
    page = (await lin.get(path)).text
    assert "/thumbnail" in page
    bare = await lin.post(f"{path}/refusal", {"version": "1", "reason": ""})
    assert bare.status_code == 422
    assert "Write the reason first." in bare.text
    past = await lin.post(f"{path}/acceptance", {"version": "1", "expires_on": "2020-01-01"})
    assert past.status_code == 422
    good = {"version": "1", "expires_on": "2028-06-30"}
    assert (await lin.post(f"{path}/acceptance", good)).status_code == 303
    assert (await Certificate.get(public_id=waiting[0])).state == "valid"
    assert (await lin.post(f"{path}/acceptance", good)).status_code == 422
    for tab in ("ending", "ended", "valid"):
        assert (await lin.get(f"/certificates?tab={tab}")).status_code == 200


async def test_a_requirement_is_made_changed_and_taken_back(demo: str) -> None:
    sun = await browser_of("sun.li")
    fields: dict[str, Any] = {"name_en": "Insurance", "kinds": ["partner"], "is_gating": "on"}
    nobody = await sun.post("/certificate-requirements", {**fields, "kinds": []})
    assert nobody.status_code == 422
    assert (await sun.post("/certificate-requirements", fields)).status_code == 303
    kept = await CertificateRequirement.get(name_en="Insurance")
    path = f"/certificate-requirements/{kept.public_id}"
    assert (await sun.get(f"{path}/edit")).status_code == 200
    assert (await sun.post(path, {**fields, "version": "1"})).status_code == 303
    assert not (await CertificateRequirement.get(id=kept.id)).is_active
    assert (await sun.post(path, {**fields, "version": "1"})).status_code == 409
    lin = await browser_of("lin.xiaoyu")
    assert (await lin.post("/certificate-requirements", fields)).status_code == 403


async def test_the_record_shows_certificates_and_papers_of_its_organisation(demo: str) -> None:
    lin = await browser_of("lin.xiaoyu")
    page = (await lin.get(f"/counterparties/{QIMING}/documents")).text
    assert "Business licence" in page
    assert "Dealer agreement 2026 (Qiming)" in page
    assert "Quality manual for suppliers" not in page
    other = (await lin.get(f"/counterparties/{HAIYUE}/documents")).text
    assert "Dealer agreement 2026 (Qiming)" not in other
