package io.viaduct.tidy;

/** One breach of one rule; {@code rule} is the word that the exempt list uses. */
public record Finding(String rule, String file, long line, String message) {
    @Override
    public String toString() {
        return file + ":" + line + ": " + rule + ": " + message;
    }
}
