"""Request in, one call, page out. One file for each thing people come to do."""
