"""Every check of the house finds the breach it is there for, in a copy of the tree."""

import shutil
from functools import cache
from pathlib import Path

import pytest

from tests.house.test_house import all_checks
from tests.house.tree import ROOT, Tree

LONG_FUNCTION = '"""Long."""\n\n\ndef walk() -> None:\n' + "    walk()\n" * 26
FOREIGN_KEY = '''"""Tables."""

from tortoise import fields
from tortoise.models import Model


class Trap(Model):
    thing = fields.ForeignKeyField("wanglai.SalesOrder")

    class Meta:
        table = "trap"
'''
ACTION = '"""Verbs."""\n\n\n{decorator}async def spring({first}: object) -> None:\n    return\n'
ROUTE = '"""Addresses."""\n\nROUTES = [get("{path}", trap.index, name="trap"{rest})]\n'
FORGOTTEN = '''"""Reading."""

from shared.orders.models import SalesOrder


async def order(actor: object, number: str) -> object:
    """Forgets whose order it is."""
    return await SalesOrder.all().{found}
'''
VENDORED = '[[file]]\nfile = "a.js"\nsha256 = "0"\n'

# check → (file to plant, its text, None to take it away): one for each way to break the check.
BREACHES: list[tuple[str, str, str | None]] = [
    ("files_are_short", "portal/trap.py", '"""Long."""\n' + "x = 1\n" * 300),
    ("files_are_short", "static/css/trap.css", "p { margin: 0 }\n" * 301),
    ("functions_are_short", "admin/trap.py", LONG_FUNCTION),
    ("modules_say_what_they_hold", "shared/orders/helpers.py", '"""Help."""\n'),
    ("modules_say_what_they_hold", "portal/utils/__init__.py", '"""Help."""\n'),
    ("names_say_what_they_hold", "portal/trap.py", '"""X."""\n\ndata = 1\n'),
    ("names_say_what_they_hold", "portal/trap.py", '"""X."""\n\n\ndef f(info: int) -> None: ...\n'),
    ("only_the_database_room_writes_sql", "shared/orders/trap.py", 'Order.raw("SELECT 1")\n'),
    ("only_the_database_room_writes_sql", "portal/trap.py", "connection.execute_query('x')\n"),
    ("only_the_database_room_writes_sql", "shared/orders/trap.py", "in_transaction()\n"),
    ("no_time_limit_surrounds_a_transaction", "shared/orders/trap.py", "asyncio.timeout(3)\n"),
    ("there_is_one_clock", "shared/orders/trap.py", "datetime.now(UTC)\n"),
    ("rules_have_no_clock", "shared/orders/rules.py", "from shared.kernel import clock\n"),
    ("addresses_never_come_from_the_request", "portal/trap.py", "request.url.netloc\n"),
    ("domains_introduce_themselves", "shared/orders/__init__.py", ""),
    ("few_modules_call_out", "shared/orders/trap.py", "import httpx2\n"),
    ("few_modules_call_out", "portal/trap.py", "from urllib.request import urlopen\n"),
    ("few_modules_call_out", "shared/orders/trap.py", "asyncio.open_connection(host, 80)\n"),
    ("few_modules_call_out", "shared/outbox/mail.py", '"""Sends nothing."""\n'),
    ("foreign_keys_point_down", "shared/catalogue/models.py", FOREIGN_KEY),
    ("files_hang_on_tables_of_the_law", "shared/orders/trap.py",
     'from shared.files.actions import attach\n\nattach(actor, ids, "session", 1)\n'),
    ("files_hang_on_tables_of_the_law", "shared/orders/trap.py",
     "from shared.files.queries import attachments_of\n\nattachments_of(actor, table, ids)\n"),
    ("foreign_keys_point_down", "shared/catalogue/models.py", FOREIGN_KEY.replace("wanglai.", "x.")),
    ("neighbours_tables_are_left_alone", "shared/orders/trap.py",
     "from shared.catalogue.models import Product\n"),
    ("neighbours_tables_are_left_alone", "shared/orders/trap.py",
     "from shared.catalogue import models\n"),
    ("every_table_has_a_policy_row", "shared/catalogue/models.py", FOREIGN_KEY),
    ("unscoped_tables_say_why", "shared/access/policy.py",
     '\nUNSCOPED = {**UNSCOPED, "session": ""}\n'),
    ("tables_reach_their_counterparty", "shared/access/policy.py",
     '\nMATRIX["trap"] = {AUDITOR: on(OWN, "read")}\n'),
    ("every_permission_is_asked_for", "shared/access/policy.py",
     '\nMATRIX["care"][AUDITOR] = on(ALL, "read audit")\n'),
    ("actions_name_a_permission", "shared/orders/actions.py",
     ACTION.format(decorator="", first="actor")),
    ("actions_name_a_permission", "shared/orders/actions.py",
     ACTION.format(decorator='@action("sales_order.sprnig")\n', first="actor")),
    ("actions_name_a_permission", "shared/orders/trap.py",
     ACTION.format(decorator='@action("sales_order.sprnig")\n', first="actor")),
    ("the_faces_enter_by_the_front_door", "portal/trap.py",
     "from shared.orders import holding\n\n\nasync def f() -> None:\n    holding.take_credit()\n"),
    ("the_faces_enter_by_the_front_door", "admin/trap.py",
     "from shared.identity.queries import session_actor as s\n\nx = s()\n"),
    ("actions_take_the_actor_first", "shared/orders/trap.py",
     ACTION.format(decorator='@action("sales_order.submit")\n', first="number")),
    ("actions_take_the_actor_first", "shared/orders/actions.py",
     ACTION.format(decorator='@action("sales_order.submit")\n', first="number")),
    ("queries_ask_for_the_scope", "shared/orders/queries.py", FORGOTTEN.format(found="count()")),
    ("names_are_found_within_the_scope", "shared/orders/queries.py",
     FORGOTTEN.format(found="get(number=number)")),
    ("names_are_found_within_the_scope", "shared/orders/actions.py",
     FORGOTTEN.format(found="get(number=number)")),
    ("queries_take_the_actor_first", "shared/orders/queries.py",
     ACTION.format(decorator="", first="number")),
    ("neighbours_declare_their_room", "shared/orders/trap.py", '"""Nowhere."""\n'),
    ("neighbours_declare_their_room", "shared/orders/comparing.py", None),
    ("neighbours_use_what_their_room_may", "shared/orders/checking.py",
     "from shared.orders.models import SalesOrder\n"),
    ("neighbours_use_what_their_room_may", "shared/orders/checking.py",
     "from shared.orders import detail\n"),
    ("neighbours_use_what_their_room_may", "shared/orders/quoting.py",
     "import shared.orders.drafts\n"),
    ("neighbours_use_what_their_room_may", "shared/orders/queries.py",
     "from shared.catalogue.stock import take\n"),
    ("neighbours_use_what_their_room_may", "shared/catalogue/management.py",
     "from shared.journal.actions import record\n"),
    ("neighbours_of_rules_are_pure", "shared/orders/checking.py",
     "from tortoise.expressions import Q\n"),
    ("rules_have_no_clock", "shared/orders/checking.py", "from shared.kernel import clock\n"),
    ("the_http_contract_covers_every_storey", "pyproject.toml", "-> without orders"),
    ("only_the_web_knows_http", "shared/orders/trap.py", "from starlette.requests import Request\n"),
    ("only_the_web_knows_http", "shared/reactions.py", "import jinja2\n"),
    ("storeys_match_the_packages", "shared/warranty/claims.py", '"""Claims."""\n'),
    ("routes_declare_who_may_use_them", "portal/routes/company.py", ROUTE.format(path="/trap", rest="")),
    ("routes_declare_who_may_use_them", "portal/routes/company.py",
     ROUTE.format(path="/trap", rest=', public=""')),
    ("routes_declare_who_may_use_them", "portal/routes/company.py",
     ROUTE.format(path="/trap", rest=', permission="trap.spring"')),
    ("addresses_are_spelled_alike", "admin/routes/sales.py", ROUTE.format(path="/Trap_door", rest="")),
    ("addresses_are_spelled_alike", "admin/routes/sales.py", ROUTE.format(path="/traps/{id}", rest="")),
    ("templates_come_from_disk", "portal/trap.py", 'environment.from_string("<p>")\n'),
    ("templates_come_from_disk", "portal/trap.py", "from markupsafe import Markup\n"),
    ("vendored_files_are_what_they_claim", "static/vendor/trap/vendored.toml", VENDORED),
    ("vendor_folders_have_a_list", "static/other/vendor/trap.js", "1\n"),
    *(
        ("templates_keep_to_the_strict_policy", "templates/portal/trap.html", text)
        for text in (
            '<p style="color:red">', "<style>p{}</style>", "<script>alert(1)</script>",
            '<p onclick="x()">', '<p hx-on:click="x()">', "<p hx-vals='js:{a:1}'>",
            '<a href="javascript:x()">', '<img src="data:image/png;base64,x">', "{{ x|safe }}",
            '<script src="https://cdn.example/x.js"></script>', "{% autoescape false %}",
        )
    ),
]  # fmt: skip
APPENDED = {"shared/access/policy.py"}


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of what the checks read."""
    place = tmp_path_factory.mktemp("house") / "copy"
    skip = shutil.ignore_patterns(".*", "__pycache__", "node_modules", "var", "*.egg-info", "tests")
    shutil.copytree(ROOT, place, ignore=skip)
    return place


def test_every_check_has_a_breach() -> None:
    assert {check for check, _, _ in BREACHES} == set(all_checks())


@pytest.mark.parametrize(("check", "name", "text"), BREACHES)
def test_a_planted_breach_is_found(original: Path, check: str, name: str, text: str | None) -> None:
    before = _found_untouched(original, check)
    path = original / name
    kept = path.read_bytes() if path.exists() else None
    made = [one for one in path.parents if not one.exists()]
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        if text is None:
            path.unlink()
        else:
            path.write_text(_planted(path, name, text), encoding="utf-8")
        found = set(all_checks()[check](Tree(original))) - before
    finally:
        path.unlink() if kept is None else path.write_bytes(kept)
        for folder in made:
            shutil.rmtree(folder, ignore_errors=True)
    assert found, f"{check} does not see {text!r} in {name}"


@cache
def _found_untouched(original: Path, check: str) -> frozenset[str]:
    """Return what a check finds before anything is planted; asked once for all its breaches."""
    return frozenset(all_checks()[check](Tree(original)))


def _planted(path: Path, name: str, text: str) -> str:
    if name in APPENDED:
        return path.read_text(encoding="utf-8") + text
    if name == "pyproject.toml":
        return path.read_text(encoding="utf-8").replace('"shared.orders.**", ', "")
    return text
