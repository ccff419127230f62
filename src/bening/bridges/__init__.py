"""Floor 4. One file for each meeting of two modules, its name a sentence."""
