"""The demo world: Haorui Appliance and everyone it deals with; also the cast of the tests.

Invented from one anchor day and a fixed seed, so that every start on that day tells the same year.
"""
