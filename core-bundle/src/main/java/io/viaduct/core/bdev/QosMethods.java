package io.viaduct.core.bdev;

import io.viaduct.api.rpc.Errno;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcParam;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Limits of devices' I/O. */
public final class QosMethods implements RpcMethods {
    private final BdevStore store;

    /** The methods over a store. */
    public QosMethods(BdevStore store) {
        this.store = store;
    }

    /** Parameters of bdev_set_qos_limit. */
    public static final class QosLimit {
        @RpcParam(value = "Name, alias or UUID", required = true)
        public String name;

        @RpcParam("Reads and writes per second, rounded up to thousands; 0 is no limit")
        public Long rw_ios_per_sec;

        @RpcParam("MiB per second, read and written; 0 is no limit")
        public Long rw_mbytes_per_sec;

        @RpcParam("MiB read per second; 0 is no limit")
        public Long r_mbytes_per_sec;

        @RpcParam("MiB written per second; 0 is no limit")
        public Long w_mbytes_per_sec;

        private Map<IoLimit, Long> given() throws RpcException {
            Map<IoLimit, Long> given = new EnumMap<>(IoLimit.class);
            for (IoLimit limit : IoLimit.values()) {
                Long value = value(limit);
                if (value != null) {
                    given.put(limit, Unsigned.checked(limit.name(), value));
                }
            }
            return given;
        }

        private Long value(IoLimit limit) {
            return switch (limit) {
                case rw_ios_per_sec -> rw_ios_per_sec;
                case rw_mbytes_per_sec -> rw_mbytes_per_sec;
                case r_mbytes_per_sec -> r_mbytes_per_sec;
                case w_mbytes_per_sec -> w_mbytes_per_sec;
            };
        }

        // What is desired is what has been set.
        private void become(String device, RateLimits limits) {
            name = device;
            rw_ios_per_sec = set(IoLimit.rw_ios_per_sec, limits);
            rw_mbytes_per_sec = set(IoLimit.rw_mbytes_per_sec, limits);
            r_mbytes_per_sec = set(IoLimit.r_mbytes_per_sec, limits);
            w_mbytes_per_sec = set(IoLimit.w_mbytes_per_sec, limits);
        }

        private Long set(IoLimit limit, RateLimits limits) {
            return value(limit) == null ? null : Long.valueOf(limits.of(limit));
        }
    }

    /** Sets some of a device's limits; the others stay. */
    @RpcMethod(
            value = "bdev_set_qos_limit",
            description = "Limit a block device's I/O; what is too early waits.")
    public CompletionStage<Boolean> limit(QosLimit p) throws RpcException {
        BdevEntry entry = store.named(p.name);
        Map<IoLimit, Long> given = p.given();
        if (given.isEmpty()) {
            throw new RpcException(-Errno.EINVAL.number(), "No rate limits specified");
        }
        RateLimits limits = entry.settings().limits().with(given);
        p.become(entry.name(), limits);
        entry.settings().limits(limits, store.settings().now());
        return store.settings().publish(entry).thenApply(seen -> true);
    }
}
