"""What the theme tables are counted from and compared by; `rusnlp.themes` gives the tables themselves."""
