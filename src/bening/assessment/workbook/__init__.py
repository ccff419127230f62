"""LKE workbooks: opened with care, read, audited against the regulation, written, compared. No Django in here."""
