package io.viaduct.core.qpair;

import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;

import java.util.Arrays;
import java.util.List;

/**
 * Which phases of requests are recorded, as events of the JDK's flight recorder: those that are
 * selected, while a recording wants them. A request asks once for each phase, and pays for nothing
 * else where none is recorded. Any thread.
 */
public final class RequestTracing {
    /** Bits of all phases, by their order. */
    public static final long ALL = (1L << Stage.values().length) - 1;

    private static volatile long selected = ALL;
    private static volatile boolean wanted;

    /** The phases that are recorded now; 0 while none is. */
    private static volatile long recorded;

    static {
        FlightRecorder.addListener(
                new FlightRecorderListener() {
                    @Override
                    public void recordingStateChanged(Recording recording) {
                        refresh();
                    }
                });
    }

    private RequestTracing() {}

    /**
     * A request enters a phase. Its reactor's thread.
     *
     * @param ended the event of the phase that it leaves, or null
     * @param status what it ends with, as far as that is known
     * @return the event of the next phase, or null where that is not recorded
     */
    static RequestPhase follow(RequestPhase ended, CoreRequest request, Stage next, int status) {
        if (ended == null && recorded == 0) {
            return null;
        }
        if (next == request.stage()) {
            return ended;
        }
        if (ended != null) {
            ended.over(request, status);
        }
        boolean records = next != Stage.FREE && (recorded & (1L << next.ordinal())) != 0;
        return records ? RequestPhase.begun(next) : null;
    }

    /** Whether any phase is recorded. */
    static boolean isOn() {
        return recorded != 0;
    }

    /** The name of their event. */
    public static String event() {
        return RequestPhase.NAME;
    }

    /** Names of the phases; the first has bit 0. */
    public static List<String> phases() {
        return Arrays.stream(Stage.values()).map(Stage::name).toList();
    }

    /** From now on recordings get these phases only. */
    public static synchronized void select(long bits) {
        selected = bits & ALL;
        recorded = wanted ? selected : 0;
    }

    private static synchronized void refresh() {
        wanted = EventType.getEventType(RequestPhase.class).isEnabled();
        recorded = wanted ? selected : 0;
    }
}
