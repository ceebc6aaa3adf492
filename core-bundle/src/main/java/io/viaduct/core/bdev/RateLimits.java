package io.viaduct.core.bdev;

import io.viaduct.api.dto.RateLimitsDTO;

import java.util.EnumMap;
import java.util.Map;

/** The limits of a device: those that there are, in the units of their names. */
record RateLimits(Map<IoLimit, Long> limits) {
    static final RateLimits NONE = new RateLimits(Map.of());

    /** These with some that are set anew: rounded as SPDK does, and 0 for none. */
    RateLimits with(Map<IoLimit, Long> given) {
        Map<IoLimit, Long> all = new EnumMap<>(IoLimit.class);
        all.putAll(limits);
        given.forEach((limit, asked) -> all.put(limit, asked == 0 ? 0 : limit.rounded(asked)));
        all.values().removeIf(value -> value == 0);
        return new RateLimits(all);
    }

    boolean isEmpty() {
        return limits.isEmpty();
    }

    /** A limit, or 0. */
    long of(IoLimit limit) {
        return limits.getOrDefault(limit, 0L);
    }

    RateLimitsDTO page() {
        RateLimitsDTO dto = new RateLimitsDTO();
        dto.rw_ios_per_sec = of(IoLimit.rw_ios_per_sec);
        dto.rw_mbytes_per_sec = of(IoLimit.rw_mbytes_per_sec);
        dto.r_mbytes_per_sec = of(IoLimit.r_mbytes_per_sec);
        dto.w_mbytes_per_sec = of(IoLimit.w_mbytes_per_sec);
        return dto;
    }
}
