"""What people take away from a coverage study: sheets, tables, an account on a terminal."""
