package io.viaduct.api.dto;

import org.osgi.dto.DTO;

/** A namespace, as nvmf_get_subsystems shows it. */
public class NamespaceDTO extends DTO {
    /** Namespace identifier. */
    public int nsid;

    /** The device behind it. */
    public String bdev_name;

    /** The same again, for clients of old. */
    public String name;

    /** 16 bytes in upper-case hexadecimal. */
    public String nguid;

    /** 8 bytes in upper-case hexadecimal; null where there is none. */
    public String eui64;

    /** Its UUID in lower case. */
    public String uuid;

    /** Ours: "HELD" once its hold is announced: its module has left and may return; else null. */
    public String state;
}
