"""People, and the dated roles they hold. Knows nothing of its neighbours; sign-in pages are `signin`."""
