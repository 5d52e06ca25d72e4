"""The marketplaces in a box: practice servers that speak the real protocols, with their own state and clock."""
