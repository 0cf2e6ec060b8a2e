"""Dutch, without a download: words, lemmas, the spaCy pipeline and the sentence model."""
