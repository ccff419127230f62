"""What is asked twice happens once: a form that was sent again, a line that broke before the answer came."""
