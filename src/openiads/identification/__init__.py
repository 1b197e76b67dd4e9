"""From track to identity: interrogation, evidence, declaration."""
