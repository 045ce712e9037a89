"""Whatever address anybody tries, the answer is the one that the published page foretells."""

import os

import pytest

from tests.law.fuzzer import DENIED, FORBIDDEN, LOOKING, NOBODY, OPEN, Fuzzer

WHOLE = os.environ.get("WANGLAI_TEST_GRID") == "whole"
SHARE = 1 if WHOLE else 12


@pytest.mark.asvs("8.2.1", "8.2.2", "8.4.1")
async def test_nobody_reaches_what_the_published_page_does_not_give_her(demo: str) -> None:
    fuzzer = await Fuzzer.start()
    await fuzzer.run(SHARE, turn=0)
    assert not fuzzer.wrong, f"{len(fuzzer.wrong)} wrong\n" + "\n".join(fuzzer.wrong[:60])
    assert len(fuzzer.people) >= 23
    for kind in (
        OPEN,
        DENIED,
        FORBIDDEN,
        NOBODY,
        LOOKING,
        "missing",
        "malformed",
        "own",
        "organisation",
    ):
        assert fuzzer.met[kind] > 20, kind
    assert len(fuzzer.opened) > 200 // SHARE
