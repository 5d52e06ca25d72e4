"""A complete tiny channel and its practice marketplace: what ADDING_A_CHANNEL.md describes, kept true by the suite."""
