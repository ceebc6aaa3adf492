package io.viaduct.api.dto;

import io.viaduct.api.transport.TransportId;

import org.osgi.dto.DTO;

/** Where something listens or connects from, as SPDK's RPC shows it. */
public class ListenAddressDTO extends DTO {
    /** Transport, in upper case. */
    public String trtype;

    /** Address family; null where the transport has none. */
    public String adrfam;

    /** Address, or path. */
    public String traddr;

    /** Port; null where the transport has none. */
    public String trsvcid;

    /** The DTO of a transport identifier. */
    public static ListenAddressDTO of(TransportId id) {
        var dto = new ListenAddressDTO();
        dto.trtype = id.trtype();
        dto.adrfam = id.adrfam().isEmpty() ? null : id.adrfam();
        dto.traddr = id.traddr();
        dto.trsvcid = id.trsvcid().isEmpty() ? null : id.trsvcid();
        return dto;
    }
}
