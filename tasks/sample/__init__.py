"""The sample district: an invented place, its people, and a cycle played for real."""
