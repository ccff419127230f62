"""What the pages show, prepared as plain values: no reading, no writing, so that templates only show."""
