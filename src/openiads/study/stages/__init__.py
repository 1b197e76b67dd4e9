"""What mending one stage of the chain would buy: the same raids with it perfect, and all else as it is."""
