"""Signing in and out, second factors, sessions, and a person's own page. `proof.step_up` guards what matters."""
