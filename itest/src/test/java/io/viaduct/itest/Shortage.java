package io.viaduct.itest;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A way in which a target can write no more, until it ends. */
interface Shortage {
    /** Less than a page: what is left in the end is nothing. */
    int PIECE = 512;

    /** From now on nothing can be written. */
    void begin() throws IOException, InterruptedException;

    /** From now on all is as before. */
    void end() throws IOException, InterruptedException;

    /** The process may not make files longer: for every user, everywhere. */
    static Shortage ofFileSize(long pid) {
        return new Shortage() {
            @Override
            public void begin() throws IOException, InterruptedException {
                limit("0:");
            }

            @Override
            public void end() throws IOException, InterruptedException {
                limit("unlimited:");
            }

            private void limit(String soft) throws IOException, InterruptedException {
                run("prlimit", "--pid", Long.toString(pid), "--fsize=" + soft);
            }
        };
    }

    /** The file system with a folder is full. */
    static Shortage ofSpace(Path folder) {
        Path filler = folder.resolve("filler");
        return new Shortage() {
            @Override
            public void begin() throws IOException {
                byte[] some = new byte[PIECE];
                try (OutputStream out = Files.newOutputStream(filler)) {
                    while (folder.toFile().getUsableSpace() > 0) {
                        out.write(some);
                    }
                }
            }

            @Override
            public void end() throws IOException {
                Files.delete(filler);
            }
        };
    }

    /** Runs a command of the system, which has to succeed. */
    static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(List.of(command) + ": " + said);
        }
    }
}
