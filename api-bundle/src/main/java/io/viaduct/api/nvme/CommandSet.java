package io.viaduct.api.nvme;

/**
 * I/O command set identifiers (CSI). NVM Express Base Specification 2.1, I/O Command Set
 * Identifiers.
 */
public final class CommandSet {
    public static final int NVM = 0;
    public static final int KEY_VALUE = 1;
    public static final int ZONED_NAMESPACE = 2;

    private CommandSet() {}
}
