package io.viaduct.bdev.aio;

/** The two names under which SPDK's clients know devices over files; both do the same here. */
enum DiskKind {
    /** bdev_aio_create. */
    AIO("aio", "AIO disk"),
    /** bdev_uring_create. */
    URING("uring", "URING bdev");

    private final String label;
    private final String product;

    DiskKind(String label, String product) {
        this.label = label;
        this.product = product;
    }

    /** The module's name. */
    String label() {
        return label;
    }

    /** Kind of device for people. */
    String product() {
        return product;
    }
}
