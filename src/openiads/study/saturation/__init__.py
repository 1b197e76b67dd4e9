"""How leakers grow with the size of a raid and with the time over which it arrives, and where the knee is."""
