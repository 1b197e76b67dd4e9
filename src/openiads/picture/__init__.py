"""What each network believes: tracks as its fire units read them, delayed and sometimes lost."""
