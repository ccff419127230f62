"""Verbs over the LKE, one a file: ``run(arguments) -> exit status``. None of them loads Django."""
