package io.viaduct.core.target;

import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcParam;
import io.viaduct.api.rpc.RpcRelaxed;
import io.viaduct.api.rpc.RpcSupport;
import io.viaduct.api.transport.TransportOptions;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** nvmf_create_transport and nvmf_get_transports. */
public final class TransportMethods implements RpcMethods {
    /** SPDK's code of ENODEV. */
    private static final int NO_DEVICE = -19;

    private final Targets targets;
    private final TransportServices services;

    /** The methods of all targets. */
    public TransportMethods(Targets targets, TransportServices services) {
        this.targets = targets;
        this.services = services;
    }

    /** Parameters of nvmf_create_transport; null is the transport's own default. */
    public static class Create extends TargetParams {
        /** Honoured. */
        @RpcParam(value = "Transport type, for instance TCP", required = true, example = "TCP")
        public String trtype;

        /** Honoured. */
        @RpcParam("Entries of an I/O queue, 2 to 65536")
        public Integer max_queue_depth;

        /** Honoured. */
        @RpcParam("I/O queues of one controller")
        public Integer max_io_qpairs_per_ctrlr;

        /** Honoured. */
        @RpcParam("Bytes of data in an I/O command capsule")
        public Integer in_capsule_data_size;

        /** Honoured. */
        @RpcParam("Bytes of one command's data, a power of two of at least 4096")
        public Integer max_io_size;

        /** Honoured. */
        @RpcParam("Bytes of one buffer; deprecated")
        public Integer io_unit_size;

        /** Honoured. */
        @RpcParam("Entries of the admin queue, 32 to 4096")
        public Integer max_aq_depth;

        /** Without meaning here. */
        @RpcParam(
                value = "Accepted; pools are sized by iobuf_set_options",
                support = RpcSupport.STORED)
        public Long num_shared_buffers;

        /** Without meaning here. */
        @RpcParam(
                value = "Accepted; pools are sized by iobuf_set_options",
                support = RpcSupport.STORED)
        public Long buf_cache_size;

        /** Without meaning here. */
        @RpcParam(
                value = "Accepted; pools are sized by iobuf_set_options",
                support = RpcSupport.STORED)
        public Long iobuf_small_cache_size;

        /** Without meaning here. */
        @RpcParam(
                value = "Accepted; pools are sized by iobuf_set_options",
                support = RpcSupport.STORED)
        public Long iobuf_large_cache_size;

        /** Without meaning here. */
        @RpcParam(
                value = "Accepted; sockets are accepted as they come",
                support = RpcSupport.STORED)
        public Long acceptor_poll_rate;

        /** Without meaning here. */
        @RpcParam(value = "Accepted", support = RpcSupport.STORED)
        public Long ack_timeout;

        /** Without meaning here. */
        @RpcParam(value = "Accepted", support = RpcSupport.STORED)
        public Long data_wr_pool_size;

        /** Without meaning here: nothing is passed through. */
        @RpcParam(
                value = "Accepted; commands are never passed through",
                support = RpcSupport.STORED)
        public Boolean disable_command_passthru;

        /** Without meaning here: a device that can lend memory always may. */
        @RpcParam(
                value = "Accepted; devices that can lend memory do so",
                support = RpcSupport.STORED)
        public Boolean zcopy;

        /** Lacking. */
        @RpcParam(
                value = "Insert and strip protection information; not supported",
                support = RpcSupport.LACKING)
        public Boolean dif_insert_or_strip = false;

        /** Honoured. */
        @RpcParam("Seconds that an Abort waits for its command")
        public Integer abort_timeout_sec;

        /** Honoured. */
        @RpcParam("Keep alive granularity, 100 ms")
        public Integer kas;

        /** Honoured. */
        @RpcParam("Shortest keep alive time-out, milliseconds")
        public Integer min_kato;

        /** Lacking. */
        @RpcParam(
                value = "Optional NVM commands to hide; not supported",
                support = RpcSupport.PARTLY)
        public Object masked_oncs;

        /** Lacking. */
        @RpcParam(value = "Fused operations to hide; not supported", support = RpcSupport.PARTLY)
        public Object masked_fuses;

        /** The transport's own options. */
        @RpcRelaxed public Map<String, Object> specific = Map.of();

        private void refuseLacking() throws RpcException {
            Refusal.lack(isSomething(masked_oncs), "masked_oncs", masked_oncs);
            Refusal.lack(isSomething(masked_fuses), "masked_fuses", masked_fuses);
        }

        private static boolean isSomething(Object mask) {
            return mask != null && !List.of().equals(mask) && !"".equals(mask);
        }

        private TransportOptions over(TransportOptions defaults) throws RpcException {
            try {
                return new TransportOptions(
                        or(max_queue_depth, defaults.maxQueueDepth()),
                        or(max_io_qpairs_per_ctrlr, defaults.maxIoQpairsPerCtrlr()),
                        or(in_capsule_data_size, defaults.inCapsuleDataSize()),
                        or(max_io_size, defaults.maxIoSize()),
                        or(io_unit_size, defaults.ioUnitSize()),
                        or(max_aq_depth, defaults.maxAqDepth()),
                        or(abort_timeout_sec, defaults.abortTimeoutSec()),
                        or(kas, defaults.kas()),
                        or(min_kato, defaults.minKatoMs()));
            } catch (IllegalArgumentException e) {
                throw Refusal.invalid("params", null, e.getMessage());
            }
        }

        private static int or(Integer given, int fallback) {
            return given == null ? fallback : given;
        }

        private Map<String, Object> stored() {
            Map<String, Object> stored = new LinkedHashMap<>();
            stored.put("iobuf_small_cache_size", or(iobuf_small_cache_size, AUTOMATIC));
            stored.put("iobuf_large_cache_size", or(iobuf_large_cache_size, AUTOMATIC));
            stored.put("zcopy", Boolean.TRUE.equals(zcopy));
            stored.put("ack_timeout", or(ack_timeout, 0));
            stored.put("data_wr_pool_size", or(data_wr_pool_size, 0));
            stored.put("disable_command_passthru", Boolean.TRUE.equals(disable_command_passthru));
            return stored;
        }

        /** SPDK's "as you see fit". */
        private static final long AUTOMATIC = 0xffffffffL;

        private static Object or(Long given, long fallback) {
            return given == null ? fallback : given;
        }
    }

    /** Parameters of nvmf_get_transports. */
    public static class Get extends TargetParams {
        /** One only. */
        @RpcParam("Only this transport")
        public String trtype;
    }

    /** Makes a transport of the target. */
    @RpcMethod(value = "nvmf_create_transport", description = "Makes a transport of the target.")
    public void create(Create p) throws RpcException {
        Target target = p.target(targets, "Unable to find a target.");
        String trtype = p.trtype.toUpperCase(Locale.ROOT);
        p.refuseLacking();
        TransportServices.Entry service = services.find(trtype);
        if (service == null) {
            throw Refusal.invalid(
                    "Invalid transport type '" + p.trtype + "'",
                    "trtype",
                    p.trtype,
                    "no bundle that is active has this transport");
        }
        if (target.transport(trtype) != null) {
            throw Refusal.failed(
                    "Transport type '" + p.trtype + "' already exists", "one of a type");
        }
        TransportOptions options = p.over(service.transport().defaults());
        Map<String, Object> own = TransportOwnOptions.of(service.transport(), p.specific);
        p.trtype = trtype;
        target.add(new BoundTransport(target.base(), service, options, own, p.stored()));
    }

    /** Lists the transports with the options in force. */
    @RpcMethod(
            value = "nvmf_get_transports",
            description = "Lists the transports of the target.",
            mutates = false)
    public List<Map<String, Object>> get(Get p) throws RpcException {
        Target target = p.target(targets, "Unable to find a target.");
        if (p.trtype == null) {
            return target.transports().stream().map(TransportMethods::shown).toList();
        }
        BoundTransport one = target.transport(p.trtype.toUpperCase(Locale.ROOT));
        if (one == null) {
            throw new RpcException(NO_DEVICE, "No such device");
        }
        return List.of(shown(one));
    }

    // SPDK's order; a map, because a transport's own options stand in the middle.
    private static Map<String, Object> shown(BoundTransport bound) {
        TransportOptions options = bound.options();
        Map<String, Object> stored = bound.stored();
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("trtype", bound.trtype());
        shown.put("max_queue_depth", options.maxQueueDepth());
        shown.put("max_io_qpairs_per_ctrlr", options.maxIoQpairsPerCtrlr());
        shown.put("in_capsule_data_size", options.inCapsuleDataSize());
        shown.put("max_io_size", options.maxIoSize());
        shown.put("io_unit_size", options.ioUnitSize());
        shown.put("max_aq_depth", options.maxAqDepth());
        shown.put("iobuf_small_cache_size", stored.get("iobuf_small_cache_size"));
        shown.put("iobuf_large_cache_size", stored.get("iobuf_large_cache_size"));
        shown.put("dif_insert_or_strip", false);
        shown.put("zcopy", stored.get("zcopy"));
        shown.putAll(bound.specific());
        shown.put("abort_timeout_sec", options.abortTimeoutSec());
        shown.put("ack_timeout", stored.get("ack_timeout"));
        shown.put("data_wr_pool_size", stored.get("data_wr_pool_size"));
        shown.put("disable_command_passthru", stored.get("disable_command_passthru"));
        shown.put("kas", options.kas());
        shown.put("min_kato", options.minKatoMs());
        if (bound.hold() != null) {
            shown.put("state", "HELD");
        }
        return shown;
    }
}
