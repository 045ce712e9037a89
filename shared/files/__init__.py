"""Files that people attach to records: staged one by one, claimed by a form, served by their parent.

Owns Attachment and the store behind it. Whoever may read the parent record may open its files; a
file of an internal note is for the staff alone. Neighbours: journal and access below; every domain
above calls `actions.attach` and `queries.attachments_of`.
"""
