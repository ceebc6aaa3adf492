package io.viaduct.core.view;

/**
 * How large commands without a transfer may be, as a subsystem's administrator has set it.
 *
 * @param dmrsl blocks of one range of a Dataset Management command, 32 bits; 0 for no limit
 * @param wzsl largest Write Zeroes, a power of two of 4 KiB, 8 bits; 0 for no limit
 */
public record CommandLimits(long dmrsl, int wzsl) {
    /** SPDK's: a range of 2 Mi blocks, and zeroes of 16 MiB. */
    public static final CommandLimits DEFAULT = new CommandLimits(2097152, 12);
}
