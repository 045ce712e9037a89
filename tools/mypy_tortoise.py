"""Tells mypy what Tortoise makes of a foreign key; a plugin of `[tool.mypy]`.

`buyer = fields.ForeignKeyField("wanglai.Counterparty", null=True)` gives a record two attributes:
`buyer_id`, an `int | None`, which mypy cannot see, and `buyer`, whose model is named as text so that
a domain never imports its neighbour's models. The second is `Any` on purpose: reaching through it
is reaching into a neighbour, and queries select what they need by name.
"""

from collections.abc import Callable

from mypy.nodes import AssignmentStmt, CallExpr, Expression, MemberExpr, NameExpr, StrExpr, Var
from mypy.plugin import ClassDefContext, Plugin
from mypy.plugins.common import add_attribute_to_class
from mypy.types import AnyType, NoneType, Type, TypeOfAny, UnionType

MODEL = "tortoise.models.Model"
KEYS = {"ForeignKeyField", "OneToOneField"}


class TortoisePlugin(Plugin):
    """Looks at every class that derives from Tortoise's Model."""

    def get_base_class_hook(self, fullname: str) -> Callable[[ClassDefContext], None] | None:
        """Return what to do with a class whose base is `fullname`."""
        return describe_keys if fullname == MODEL else None


def describe_keys(context: ClassDefContext) -> None:
    """Give the class its `<key>_id` attributes and the keys themselves a type."""
    integer = context.api.named_type("builtins.int")
    for statement in context.cls.defs.body:
        call = key_call(statement)
        if call is None or not isinstance(statement, AssignmentStmt):
            continue
        name = statement.lvalues[0]
        if isinstance(name, NameExpr) and statement.unanalyzed_type is None:
            nullable = is_true(argument(call, "null"))
            kind: Type = UnionType([integer, NoneType()]) if nullable else integer
            add_attribute_to_class(context.api, context.cls, f"{name.name}_id", kind)
            declare(name, AnyType(TypeOfAny.special_form))


def declare(name: NameExpr, kind: Type) -> None:
    """Make `name` a variable with a declared type, as if it stood in the source."""
    if isinstance(name.node, Var):
        name.node.type = kind
        name.node.is_inferred = False
        name.is_inferred_def = False


def key_call(statement: object) -> CallExpr | None:
    """Return the call in `name = fields.ForeignKeyField("wanglai.Model", …)`."""
    if not isinstance(statement, AssignmentStmt) or not isinstance(statement.rvalue, CallExpr):
        return None
    call = statement.rvalue
    is_key = isinstance(call.callee, MemberExpr) and call.callee.name in KEYS
    return call if is_key and call.args and isinstance(call.args[0], StrExpr) else None


def argument(call: CallExpr, name: str) -> Expression | None:
    """Return the keyword argument `name` of a call."""
    found = [one for one, given in zip(call.args, call.arg_names, strict=True) if given == name]
    return found[0] if found else None


def is_true(expression: Expression | None) -> bool:
    """Return whether the expression is a literal True."""
    return isinstance(expression, NameExpr) and expression.name == "True"


def plugin(_version: str) -> type[Plugin]:
    """Return the plugin class; mypy calls this."""
    return TortoisePlugin
