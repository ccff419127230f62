"""Lets others keep what the audit record was: checkpoints are signed in time and mailed away."""
