"""What the ring on the map leaves out: where a defence sees, detects and reaches, altitude by altitude."""
