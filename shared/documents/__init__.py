"""Papers between the company and its counterparties, and what must stay valid for trading.

Owns Document with its versions, audience and readings (what we share), and CertificateRequirement
with Certificate (what an organisation proves). Files hang on versions and certificates. Neighbours:
orders and purchasing ask `certificates.check_certificates` before something new begins.
"""
