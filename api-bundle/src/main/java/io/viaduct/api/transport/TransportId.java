package io.viaduct.api.transport;

/**
 * Where something listens or connects from, in the words of Connect and the discovery log.
 *
 * @param trtype "TCP", "RDMA", "FC", "VFIOUSER"
 * @param adrfam "IPv4", "IPv6", "IB", "FC" or "" where the transport has none
 * @param traddr address, or path
 * @param trsvcid port, or ""
 */
public record TransportId(String trtype, String adrfam, String traddr, String trsvcid) {
    @Override
    public String toString() {
        return trtype + " " + traddr + (trsvcid.isEmpty() ? "" : ":" + trsvcid);
    }
}
