"""Floor 1. Units, people, access, audit and page parts."""
