"""What the ground hides from an antenna: rays over it, bent by the air, and their horizons."""
