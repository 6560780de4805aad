"""What is announced, and what happens in the background because of it. The only receivers."""
