package io.viaduct.testkit.chaos;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** How each device behaves at present, whichever instance of its module serves it. */
final class Moods {
    /** How a device answers. */
    enum Mood {
        /** At once, or a little later. */
        WELL,
        /** Later. */
        SLOW,
        /** BUSY every other time, ready a little later. */
        BUSY,
        /** Not before it is told to. */
        STALLED,
        /** With an exception now and then. */
        THROWING
    }

    private static final int SHORT_NANOS = 300_000;
    private static final int LONG_NANOS = 400_000_000;

    private final Random random;
    private final Map<String, Mood> moods = new LinkedHashMap<>();
    private final Map<String, List<Runnable>> stalled = new LinkedHashMap<>();

    Moods(Random random) {
        this.random = random;
    }

    Mood of(String device) {
        return moods.getOrDefault(device, Mood.WELL);
    }

    /** Changes a device's mood; what has been stalled ends, with the reactors' next turn. */
    void set(String device, Mood mood) {
        moods.put(device, mood);
        if (mood != Mood.STALLED) {
            List<Runnable> ends = stalled.remove(device);
            if (ends != null) {
                ends.forEach(Runnable::run);
            }
        }
    }

    void stall(String device, Runnable end) {
        stalled.computeIfAbsent(device, name -> new ArrayList<>()).add(end);
    }

    boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    /** How long an I/O takes. */
    long nanos(Mood mood) {
        return random.nextInt(mood == Mood.SLOW ? LONG_NANOS : SHORT_NANOS);
    }
}
