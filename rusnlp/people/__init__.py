"""Names and numbers of people: found, left out, or replaced by pseudonyms."""
