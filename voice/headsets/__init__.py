"""What staff wear: one protocol, whatever is behind it (sound card, browser, Wyoming satellite)."""
