"""Verbs that set up and run the house, one a file: ``run(arguments) -> exit status``."""
