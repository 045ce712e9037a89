"""The functions of the wall: who speaks, checked against the key that no login can read.

All are SECURITY DEFINER with a fixed search path; they belong to the owner of the tables. The
signature is HMAC-SHA256 from PostgreSQL's own `sha256`, so no extension is needed.
"""

from shared.access import policy

_DEFINER = "STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp"

SCHEMA = """
CREATE SCHEMA IF NOT EXISTS app;
REVOKE ALL ON SCHEMA app FROM PUBLIC;
CREATE TABLE IF NOT EXISTS app.secret (
  id int PRIMARY KEY CHECK (id = 1), inner_key bytea NOT NULL, outer_key bytea NOT NULL
);
REVOKE ALL ON app.secret FROM PUBLIC;
CREATE TABLE IF NOT EXISTS app.raised (id int PRIMARY KEY CHECK (id = 1), digest text NOT NULL);
ALTER TABLE app.raised ADD COLUMN IF NOT EXISTS plan text NOT NULL DEFAULT '';
REVOKE ALL ON app.raised FROM PUBLIC;
"""

_CLAIMS = f"""
CREATE OR REPLACE FUNCTION app.claims() RETURNS text[] LANGUAGE plpgsql {_DEFINER} AS $f$
DECLARE
  said text := NULLIF(current_setting('app.ctx', true), '');
  parts text[]; body bytea; secret record;
BEGIN
  IF said IS NULL THEN RETURN NULL; END IF;
  parts := string_to_array(said, '|');
  SELECT inner_key, outer_key INTO secret FROM app.secret WHERE id = 1;
  IF secret IS NULL OR array_length(parts, 1) <> 7 THEN
    RAISE EXCEPTION 'the claims are not ours' USING ERRCODE = 'insufficient_privilege';
  END IF;
  body := convert_to(array_to_string(parts[1:6], '|'), 'UTF8');
  IF parts[7] IS DISTINCT FROM
       encode(sha256(secret.outer_key || sha256(secret.inner_key || body)), 'hex')
     OR parts[6]::bigint < extract(epoch FROM now()) THEN
    RAISE EXCEPTION 'the claims are not ours' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN parts;
END $f$;
"""

# A deed files the words of its record, and never reads those of anybody: no login of an outsider has
# a right on the index beyond the words of articles.
_FILING = """
CREATE OR REPLACE FUNCTION app.file_words(wanted text, row_id bigint, said text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $f$
BEGIN
  IF app.mode() IS DISTINCT FROM 'act' THEN
    RAISE EXCEPTION 'only a deed files words' USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO public.search_entry (kind, ref_id, words) VALUES (wanted, row_id, said)
    ON CONFLICT (kind, ref_id) DO UPDATE SET words = excluded.words;
END $f$;
"""

# What the claims say; NULL where nobody speaks, or where the mode is not one of a person's.
_SAYING = {
    "mode() RETURNS text": "SELECT c[4] FROM app.claims() c",
    "org() RETURNS bigint":
        "SELECT NULLIF(c[1], '0')::bigint FROM app.claims() c WHERE c[4] IN ('read', 'act')",
    "person() RETURNS bigint":
        "SELECT NULLIF(c[2], '0')::bigint FROM app.claims() c WHERE c[4] IN ('read', 'act')",
    "day() RETURNS date": "SELECT c[5]::date FROM app.claims() c",
    "org_as(roles text[]) RETURNS bigint":
        "SELECT NULLIF(c[1], '0')::bigint FROM app.claims() c "
        "WHERE c[4] IN ('read', 'act') AND string_to_array(c[3], ',') && roles",
    "is_a(kind text) RETURNS boolean":
        "SELECT EXISTS (SELECT 1 FROM app.claims() c, unnest(string_to_array(c[3], ',')) r "
        "WHERE r LIKE kind || '.%')",
    "administers() RETURNS boolean":
        "SELECT EXISTS (SELECT 1 FROM app.claims() c, unnest(string_to_array(c[3], ',')) r "
        "WHERE r LIKE '%.organisation_admin')",
    "is_staff(person bigint) RETURNS boolean":
        "SELECT EXISTS (SELECT 1 FROM public.staff_role s WHERE s.user_id = person)",
    "is_named_to_us(product bigint) RETURNS boolean":
        "SELECT EXISTS (SELECT 1 FROM public.sales_order_line l JOIN public.sales_order o "
        "ON o.id = l.order_id WHERE l.product_id = product AND o.buyer_id = app.org()) "
        "OR EXISTS (SELECT 1 FROM public.supplier_item i WHERE i.product_id = product "
        "AND i.supplier_id = app.org()) "
        "OR EXISTS (SELECT 1 FROM public.purchase_line l JOIN public.purchase_order o "
        "ON o.id = l.order_id WHERE l.product_id = product AND o.supplier_id = app.org()) "
        "OR EXISTS (SELECT 1 FROM public.ticket t WHERE t.product_id = product "
        "AND t.counterparty_id = app.org())",
    "currency_of_us() RETURNS text":
        "SELECT currency FROM public.counterparty WHERE id = app.org()",
    "her_places() RETURNS SETOF bigint":
        "SELECT counterparty_id FROM public.membership "
        "WHERE user_id = app.person() AND is_active",
    "supplied_lines() RETURNS SETOF bigint":
        "SELECT d.sales_line_id FROM public.purchase_demand d JOIN public.purchase_line l "
        "ON l.id = d.line_id JOIN public.purchase_order o ON o.id = l.order_id "
        "WHERE o.supplier_id = app.org()",
    "supplied_orders() RETURNS SETOF bigint":
        "SELECT l.order_id FROM public.sales_order_line l WHERE l.id IN "
        "(SELECT app.supplied_lines())",
    "matching(wanted text, asked text) RETURNS SETOF bigint":
        "SELECT ref_id FROM public.search_entry WHERE kind = wanted "
        "AND to_tsvector('simple', words) @@ to_tsquery('simple', asked)",
}  # fmt: skip


def functions() -> list[str]:
    """Return every function, in an order in which each knows those it calls."""
    shares = {
        f"shares_of_{table}() RETURNS SETOF bigint": (
            f"SELECT {row} FROM public.{share} WHERE {organisation} = app.org()"
        )
        for table, (share, row, organisation) in policy.SHARES.items()
    }
    return [
        _CLAIMS,
        *(
            f"CREATE OR REPLACE FUNCTION app.{head} LANGUAGE sql {_DEFINER} AS $f$ {body} $f$"
            for head, body in {**_SAYING, **shares}.items()
        ),
        _FILING,
        "REVOKE ALL ON ALL FUNCTIONS IN SCHEMA app FROM PUBLIC",
    ]
