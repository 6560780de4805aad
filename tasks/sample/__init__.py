"""The sample district: invented places and people, and a cycle played through the real services."""
