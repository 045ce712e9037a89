"""The command line `wanglai`: one module for each command or family of commands.

`main` finds them by their `COMMANDS`. Commands load the faces by name and call the domains; nothing
imports a command.
"""
