package io.viaduct.shell.declared;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Files as somebody names them in the shell. */
final class TextFile {
    /** Bytes of a file: ten thousand namespaces with all that can be said of them are five MiB. */
    private static final long BYTES_MAX = 32L << 20;

    private TextFile() {}

    /** The whole content, refused by name where it cannot be had. */
    static String read(Path file) throws DeclarationException {
        try {
            if (Files.size(file) > BYTES_MAX) {
                throw new DeclarationException(file + " has more than " + BYTES_MAX + " bytes");
            }
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new DeclarationException(file + ": there is no such file where the target runs");
        } catch (IOException e) {
            throw new DeclarationException(file + " cannot be read: " + e.getMessage());
        }
    }
}
