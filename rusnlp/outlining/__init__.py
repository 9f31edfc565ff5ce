"""What a block of a document is: heading, question, statement or something to leave out, and in which session."""
