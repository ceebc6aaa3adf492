package io.viaduct.api.dto;

import org.osgi.dto.DTO;

/** A controller, as nvmf_subsystem_get_controllers shows it. */
public class ControllerDTO extends DTO {
    /** Controller identifier. */
    public int cntlid;

    /** "io" or "discovery". */
    public String cntrltype;

    /** The host's name. */
    public String hostnqn;

    /** The host's identifier as a UUID in lower case. */
    public String hostid;

    /** I/O queue pairs that are connected. */
    public int num_io_qpairs;
}
