"""Who may do and see what: the person, the policy, the scope, and the `@action` that asks them."""
