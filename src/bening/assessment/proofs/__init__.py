"""Where answers and proofs meet: what each question asks for, how it stands, who may do what about it."""
