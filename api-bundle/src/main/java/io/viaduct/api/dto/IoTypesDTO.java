package io.viaduct.api.dto;

import org.osgi.dto.DTO;

/** What can be asked of a block device, in SPDK's words and order. */
public class IoTypesDTO extends DTO {
    public boolean read;
    public boolean write;
    public boolean unmap;
    public boolean flush;
    public boolean reset;
    public boolean nvme_admin;
    public boolean nvme_io;
    public boolean nvme_io_md;
    public boolean write_zeroes;

    /** Whether reads are answered with the device's own memory. */
    public boolean zcopy;

    public boolean get_zone_info;
    public boolean zone_management;
    public boolean zone_append;
    public boolean compare;
    public boolean compare_and_write;
    public boolean abort;
    public boolean seek_hole;
    public boolean seek_data;
    public boolean copy;
    public boolean nvme_iov_md;
    public boolean nvme_nssr;
    public boolean write_uncorrectable;
}
