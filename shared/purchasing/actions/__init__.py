"""The verbs of buying: one door for both faces.

Each takes the actor first, asks the policy for one permission, finds the order through the actor's
scope (NotFound for strangers), writes only what is still the version that was read (Stale
otherwise), and journals before → after. `key` is the idempotency key of the form.

The life of an order: `start_order` → `save_draft` → `send_order` (→ `approve_order` over the limit)
→ `answer_lines` or `confirm_all` by the supplier → `decide_lines` by purchasing → deliveries; in
between `revise_order`, `cancel_lines`, `say_something`.
"""
