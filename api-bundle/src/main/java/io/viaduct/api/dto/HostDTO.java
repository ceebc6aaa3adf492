package io.viaduct.api.dto;

import org.osgi.dto.DTO;

/** A host that a subsystem lets in, as nvmf_get_subsystems shows it. */
public class HostDTO extends DTO {
    /** Its name. */
    public String nqn;
}
