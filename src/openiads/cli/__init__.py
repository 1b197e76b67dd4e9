"""The door: commands, messages, exit codes."""
