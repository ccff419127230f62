"""Pictures of what a file shows, so that nobody has to open the file itself to judge it.

A picture is drawn in a process of its own that may use little time and memory, without metadata, and is never the
original: nothing in a file runs, neither here nor in the browser.
"""
