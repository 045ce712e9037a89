"""The checks of OWASP ASVS 5.0: what is asked, and the tests that no other room decides."""
