package io.viaduct.core.controller;

import io.viaduct.api.nvme.Cap;
import io.viaduct.api.nvme.Cc;
import io.viaduct.api.nvme.Crto;
import io.viaduct.api.nvme.Csts;
import io.viaduct.api.nvme.Vs;

/** The properties of a controller: what it can do, is told and says of itself. Reactor thread. */
public final class ControllerProperties {
    /** The version whose mandatory parts are all here. */
    public static final int VERSION = Vs.V2_0;

    /** Longest time to become ready or to be reset, units of 500 ms: what SPDK says. */
    private static final int TIMEOUT = 30;

    private static final long TIMEOUT_UNIT_NANOS = 500_000_000L;

    /** That time in nanoseconds. */
    static final long TIMEOUT_NANOS = TIMEOUT * TIMEOUT_UNIT_NANOS;

    /** Log2 of 64, in CC.IOSQES. */
    private static final int IOSQES = 6;

    /** Log2 of 16, in CC.IOCQES. */
    private static final int IOCQES = 4;

    private final long cap;
    private int cc;
    private int csts;

    ControllerProperties(int queueEntries, boolean resets) {
        long value = Cap.mqes(0L, queueEntries - 1);
        value = Cap.cqr(value, true);
        value = Cap.to(value, TIMEOUT);
        value = Cap.nssrs(value, resets);
        value = Cap.css(value, Cap.CSS_NVM | Cap.CSS_IOCS);
        cap = Cap.crwms(value, true);
    }

    /** Controller Capabilities. */
    public long cap() {
        return cap;
    }

    /** Controller Configuration. */
    public int cc() {
        return cc;
    }

    /** Controller Status. */
    public int csts() {
        return csts;
    }

    /** Controller Ready Timeouts. */
    public int crto() {
        return Crto.crwmt(0, TIMEOUT);
    }

    /** Whether admin commands other than Fabrics commands are served. */
    boolean ready() {
        return Cc.enabled(cc) && Csts.ready(csts);
    }

    /** Whether the host has said how large entries of I/O queues are, and is right. */
    boolean takesIoQueues() {
        return ready()
                && Csts.shutdownStatus(csts) == Csts.SHST_NORMAL
                && Cc.iosqes(cc) == IOSQES
                && Cc.iocqes(cc) == IOCQES;
    }

    /** Whether a configuration to enable the controller with is one that it has. */
    static boolean supports(int wanted) {
        return Cc.mps(wanted) == 0
                && Cc.ams(wanted) == 0
                && (Cc.css(wanted) == Cc.CSS_NVM || Cc.css(wanted) == Cc.CSS_IOCS);
    }

    void cc(int value) {
        cc = value;
    }

    void ready(boolean on) {
        csts = Csts.ready(csts, on);
    }

    void shutdown(int status) {
        csts = Csts.shutdownStatus(csts, status);
    }

    void fatal() {
        csts = Csts.fatal(csts, true);
    }

    /** The controller is disabled. */
    void reset() {
        csts = 0;
    }

    /** Whether a reset of the subsystem has occurred that the host has not acknowledged. */
    public void subsystemResetOccurred(boolean on) {
        csts = Csts.nssro(csts, on);
    }
}
