package io.viaduct.api.bdev;

/** What can be asked of a block device; the names are SPDK's I/O types. */
public enum BdevOp {
    /** Data from the device. */
    READ("read"),
    /** Data to the device. */
    WRITE("write"),
    /** The content of the range is no longer needed; reads of it follow the device's geometry. */
    UNMAP("unmap"),
    /** The range reads as zeroes afterwards. */
    WRITE_ZEROES("write_zeroes"),
    /** All writes completed before it are on stable storage when it completes. */
    FLUSH("flush"),
    /** Ends all I/O of the device as soon as it can. */
    RESET("reset"),
    /** Compares the given data with the device's. */
    COMPARE("compare"),
    /** Compares the first half of the given data and, where equal, writes the second; atomic. */
    COMPARE_AND_WRITE("compare_and_write"),
    /** Copies within the device. */
    COPY("copy"),
    /** Reads the range, and checks its protection information, without a transfer. */
    VERIFY("verify"),
    /** Reads of a block end with an unrecovered read error until it is written again. */
    WRITE_UNCORRECTABLE("write_uncorrectable");

    private final String label;

    BdevOp(String label) {
        this.label = label;
    }

    /** The name in RPC answers. */
    public String label() {
        return label;
    }
}
