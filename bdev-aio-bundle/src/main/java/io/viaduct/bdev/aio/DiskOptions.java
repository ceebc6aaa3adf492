package io.viaduct.bdev.aio;

import java.nio.charset.StandardCharsets;

/**
 * What a device is made of.
 *
 * @param filename path of a regular file or a block device
 * @param blockSize bytes of a block, 0 for the block device's own
 * @param readOnly whether nothing is written
 * @param fallocate whether the device unmaps, and zeroes without a transfer
 * @param nowait what the caller has asked for; echoed
 */
record DiskOptions(
        String filename, long blockSize, boolean readOnly, boolean fallocate, boolean nowait) {
    /** How an open file is told from one that was opened otherwise. */
    byte[] opening() {
        String text = (readOnly ? "r " : "w ") + blockSize + " " + filename;
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
