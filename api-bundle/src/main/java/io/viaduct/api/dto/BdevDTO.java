package io.viaduct.api.dto;

import org.osgi.dto.DTO;

import java.util.List;
import java.util.Map;

/** A block device, as bdev_get_bdevs shows it; what is null is left out. */
public class BdevDTO extends DTO {
    /** Unique name. */
    public String name;

    /** Further names, the UUID first. */
    public List<String> aliases;

    /** Kind of device for people. */
    public String product_name;

    /** Bytes of a block, interleaved metadata included. */
    public int block_size;

    /** Blocks. */
    public long num_blocks;

    /** Blocks; 0 where the device does not say, likewise the next four. */
    public int preferred_write_alignment;

    /** Blocks. */
    public int preferred_write_granularity;

    /** Blocks. */
    public int optimal_write_size;

    /** Blocks. */
    public int preferred_unmap_alignment;

    /** Blocks. */
    public int preferred_unmap_granularity;

    /** Identity, in lower case. */
    public String uuid;

    /** The memory node it is at, or null. */
    public Integer numa_id;

    /** Bytes of metadata of a block; null without. */
    public Integer md_size;

    /** Whether metadata follows each block's data; null without metadata. */
    public Boolean md_interleave;

    /** End-to-end protection type; null without metadata. */
    public Integer dif_type;

    /** Limits on its I/O; 0 for none. */
    public RateLimitsDTO assigned_rate_limits;

    /** Whether a user has it to itself. */
    public boolean claimed;

    /** How it is claimed; null when it is not. */
    public String claim_type;

    /** Whether it is written zone by zone. */
    public boolean zoned;

    /** What can be asked of it. */
    public IoTypesDTO supported_io_types;

    /** What only this kind of device knows. */
    public Map<String, Object> driver_specific;
}
