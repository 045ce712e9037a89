"""The two languages: catalogue, sentences, and figures as each reader writes them.

Below the domains, because mails and papers speak too; pages and mails use the same words.
"""
