"""What `import openiads` gives: functions and the classes of their results."""
