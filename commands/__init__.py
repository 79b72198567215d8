"""The verbs of the command line: each parses, makes one call into the library, and prints."""
