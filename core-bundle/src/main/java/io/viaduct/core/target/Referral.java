package io.viaduct.core.target;

import io.viaduct.api.nvme.ConnectData;
import io.viaduct.api.transport.TransportId;
import io.viaduct.api.transport.TransportOptions;
import io.viaduct.core.view.DiscoveryView;

import java.util.Set;

/**
 * Another place where hosts may look, in the discovery log of this target.
 *
 * @param address where it is
 * @param subnqn a discovery subsystem, or a subsystem itself
 */
record Referral(TransportId address, String subnqn) {
    /** Subtypes of the log (NVM Express Base 2.1, Discovery Log Page Entry). */
    private static final int SUBTYPE_REFERRAL = 1;

    private static final int SUBTYPE_NVM = 2;

    /** Its entry; the admin queue is of the depth that every controller has. */
    DiscoveryView.Entry entry() {
        return new DiscoveryView.Entry(
                subnqn,
                subnqn.equals(Nqn.DISCOVERY) ? SUBTYPE_REFERRAL : SUBTYPE_NVM,
                address,
                code(address.trtype()),
                Discovery.adrfam(address.adrfam()),
                0,
                ConnectData.CNTLID_DYNAMIC,
                TransportOptions.ADMIN_QUEUE_DEPTH_MIN,
                new byte[0],
                true,
                Set.of(),
                null);
    }

    /** The code of a transport in the log, 0 where it has none. */
    static int code(String trtype) {
        return switch (trtype) {
            case "RDMA" -> 1;
            case "FC" -> 2;
            case "TCP" -> 3;
            default -> 0;
        };
    }
}
