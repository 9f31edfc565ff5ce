"""How the pictures of the theme tables are drawn; `rusnlp.figures` names them all."""
