package io.viaduct.core.target;

import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcParam;
import io.viaduct.api.transport.TransportId;

import java.util.Locale;

/** Parameters that the methods of the target share. */
public class TargetParams {
    /** Names a target. */
    @RpcParam("Target; needed where there are several")
    public String tgt_name;

    /** The target that is meant, refused with SPDK's answer of most methods. */
    public Target target(Targets targets) throws RpcException {
        Target target = targets.find(tgt_name);
        if (target != null) {
            return target;
        }
        if (tgt_name == null) {
            throw Refusal.failed(
                    "No default NVMf target found; specify tgt_name", "there are several");
        }
        String message = "NVMf target '" + tgt_name + "' not found";
        throw Refusal.invalid(message, "tgt_name", tgt_name, "not found");
    }

    /** As {@link #target(Targets)}, with SPDK's answer where no subsystem is named. */
    Target target(Targets targets, String message) throws RpcException {
        Target target = targets.find(tgt_name);
        if (target == null) {
            String reason =
                    tgt_name == null ? "there are several" : "there is no target " + tgt_name;
            throw Refusal.failed(message, reason);
        }
        return target;
    }

    /** Names a subsystem of a target. */
    public static class InSubsystem extends TargetParams {
        /** SPDK's short name of the discovery subsystem. */
        static final String DISCOVERY = "discovery";

        /** The subsystem. */
        @RpcParam(
                value = "Subsystem NQN",
                required = true,
                example = "nqn.2026-11.io.viaduct:disk1")
        public String nqn;

        Subsystem subsystem(Target target) throws RpcException {
            return target.subsystem(nqn);
        }

        /**
         * As {@link #subsystem}, for methods that know discovery by a short name, which is replaced
         * by its own.
         */
        Subsystem subsystemOrDiscovery(Target target) throws RpcException {
            nqn = nqn.equals(DISCOVERY) ? Nqn.DISCOVERY : nqn;
            return target.subsystem(nqn);
        }
    }

    /** Where something listens. */
    public static class Address {
        private static final int TRADDR_MAX = 256;
        private static final int TRSVCID_MAX = 32;

        /** Transport. */
        @RpcParam(value = "Transport type, for instance TCP", required = true, example = "TCP")
        public String trtype;

        /** Address family. */
        @RpcParam("Address family: ipv4, ipv6, ib, fc or intra_host")
        public String adrfam;

        /** Address or path. */
        @RpcParam(
                value = "Transport address: an IP address, or a path",
                required = true,
                example = "127.0.0.1")
        public String traddr;

        /** Port. */
        @RpcParam(value = "Transport service identifier: a port", example = "4420")
        public String trsvcid;

        /** As the core names it. */
        TransportId id() throws RpcException {
            if (traddr.length() > TRADDR_MAX) {
                throw Refusal.invalid("traddr", traddr, "at most " + TRADDR_MAX + " characters");
            }
            String service = trsvcid == null ? "" : trsvcid;
            if (service.length() > TRSVCID_MAX) {
                throw Refusal.invalid("trsvcid", service, "at most " + TRSVCID_MAX + " characters");
            }
            String type = trtype.toUpperCase(Locale.ROOT);
            return new TransportId(type, family(type), traddr, service);
        }

        /** Says the same as the core, so that what is saved is what was done. */
        void become(TransportId id) {
            trtype = id.trtype();
            adrfam = id.adrfam().isEmpty() ? null : id.adrfam();
            traddr = id.traddr();
            trsvcid = id.trsvcid().isEmpty() ? null : id.trsvcid();
        }

        private String family(String type) throws RpcException {
            if (adrfam == null) {
                boolean ip = type.equals("TCP") || type.equals("RDMA");
                String assumed = traddr.contains(":") ? "IPv6" : "IPv4";
                return ip ? assumed : "";
            }
            return switch (adrfam.toLowerCase(Locale.ROOT)) {
                case "ipv4" -> "IPv4";
                case "ipv6" -> "IPv6";
                case "ib" -> "IB";
                case "fc" -> "FC";
                case "intra_host" -> "intra_host";
                default -> throw Refusal.invalid("adrfam", adrfam, "no such address family");
            };
        }
    }
}
