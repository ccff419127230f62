"""No table of its own: Django tells only packages with a file of this name that tables were laid."""
