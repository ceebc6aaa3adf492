package io.viaduct.core.view;

/**
 * What a subsystem lets its controllers be.
 *
 * @param minCntlid lowest identifier
 * @param maxCntlid highest identifier
 * @param named whether a host may name its controller's identifier: the static controller model,
 *     else the dynamic one (NVM Express Base Specification 2.1, Controller Model)
 * @param resets whether a host may reset the subsystem: CAP.NSSRS
 */
public record ControllerRules(int minCntlid, int maxCntlid, boolean named, boolean resets) {
    /** Dynamic controllers, no reset of the subsystem. */
    public static ControllerRules dynamic(int minCntlid, int maxCntlid) {
        return new ControllerRules(minCntlid, maxCntlid, false, false);
    }
}
