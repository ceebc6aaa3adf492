package io.viaduct.core.target;

/**
 * What is set for one namespace; null is the target's default.
 *
 * @param holdMs see {@link HoldTimes}
 * @param announceMs see {@link HoldTimes}
 */
record HoldSetting(Long holdMs, Long announceMs) {
    static final HoldSetting NONE = new HoldSetting(null, null);

    /** With the defaults for what is not set. */
    HoldTimes over(HoldTimes defaults) {
        return new HoldTimes(
                holdMs == null ? defaults.holdMs() : holdMs,
                announceMs == null ? defaults.announceMs() : announceMs);
    }
}
