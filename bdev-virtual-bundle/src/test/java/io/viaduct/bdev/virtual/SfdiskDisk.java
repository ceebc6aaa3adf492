package io.viaduct.bdev.virtual;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** A disk that sfdisk has partitioned, on record. */
final class SfdiskDisk {
    private static final int BLOCK = 512;

    private SfdiskDisk() {}

    /** Copies its content. */
    static void copyTo(byte[] disk) throws IOException {
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(
                                SfdiskDisk.class.getResourceAsStream("sfdisk-512.txt"),
                                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#")) {
                    String[] words = line.split(" ");
                    byte[] block = HexFormat.of().parseHex(words[1]);
                    System.arraycopy(
                            block, 0, disk, Integer.parseInt(words[0]) * BLOCK, block.length);
                }
            }
        }
    }
}
