package io.viaduct.api.dto;

import org.osgi.dto.DTO;

/** A listener of a subsystem, as nvmf_subsystem_get_listeners shows it. */
public class ListenerDTO extends DTO {
    /** Where it listens. */
    public ListenAddressDTO address;

    /** Ours: "HELD" while its transport has left and may return; null otherwise. */
    public String state;
}
