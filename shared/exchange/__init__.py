"""Import and export: spreadsheets in and out, printed documents, files of other systems.

Stands above every domain and is used by the faces, the command line and the worker.
"""
