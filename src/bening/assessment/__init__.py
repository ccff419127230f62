"""Floor 5. Instruments, answers per tier, scores and verdicts; knows no module by name."""
