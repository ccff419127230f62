"""Who is what, where and since when: accounts, dated roles, invitations, and what takes two people."""
