"""Full-text search over documents: title, tags, file name and the words that were read in the file."""

from bening.evidence.search.finding import Found, search, snippets
from bening.evidence.search.index import index, index_all, index_content, read_again

__all__ = ["Found", "index", "index_all", "index_content", "read_again", "search", "snippets"]
