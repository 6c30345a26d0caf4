"""What the report of a quarter adds: what changed since the quarter before and why, who closed what, plan and actual."""
