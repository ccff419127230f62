"""Files by the hash of their content: one row and one stored object for each, on a folder or an object store."""
