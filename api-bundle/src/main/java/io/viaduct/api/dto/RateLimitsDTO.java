package io.viaduct.api.dto;

import org.osgi.dto.DTO;

/** Limits on a device's I/O, 0 for none. */
public class RateLimitsDTO extends DTO {
    /** I/O per second. */
    public long rw_ios_per_sec;

    /** MiB per second, read and written together. */
    public long rw_mbytes_per_sec;

    /** MiB per second read. */
    public long r_mbytes_per_sec;

    /** MiB per second written. */
    public long w_mbytes_per_sec;
}
