package io.viaduct.api.dto;

import org.osgi.dto.DTO;

import java.util.List;

/**
 * A subsystem, as nvmf_get_subsystems shows it. From {@link #serial_number} on, all is null for the
 * discovery subsystem.
 */
public class SubsystemDTO extends DTO {
    /** Its name. */
    public String nqn;

    /** "NVMe" or "Discovery". */
    public String subtype;

    /** Where it listens. */
    public List<ListenAddressDTO> listen_addresses;

    /** Whether the list of hosts is not asked. */
    public boolean allow_any_host;

    /** Hosts that may connect. */
    public List<HostDTO> hosts;

    /** Serial number. */
    public String serial_number;

    /** Model number. */
    public String model_number;

    /** Label for people; null where there is none. */
    public String admin_label;

    /** Highest namespace identifier. */
    public Integer max_namespaces;

    /** Whether commands go to the device as they are: never. */
    public Boolean passthrough;

    /** Lowest controller identifier. */
    public Integer min_cntlid;

    /** Highest controller identifier. */
    public Integer max_cntlid;

    /** Largest range of a Dataset Management command, logical blocks. */
    public Long dmrsl;

    /** Largest Write Zeroes, a power of two of 4 KiB. */
    public Integer wzsl;

    /** Its namespaces by rising identifier. */
    public List<NamespaceDTO> namespaces;
}
