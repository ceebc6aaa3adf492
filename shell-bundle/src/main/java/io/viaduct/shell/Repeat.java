package io.viaduct.shell;

import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Does something every so often: as often as {@code --count} says, or until whoever looks leaves,
 * which interrupts it.
 */
final class Repeat {
    /** What follows the usage of a command that repeats. */
    static final String USAGE = "[--interval SECONDS] [--count N]";

    private static final long INTERVAL_DEFAULT = 2;
    private static final long INTERVAL_MAX = 3600;

    /** What is done each time. */
    @FunctionalInterface
    interface Turn {
        /** The first is number 0. */
        void run(long number) throws CommandException, InterruptedException;
    }

    private Repeat() {}

    /** Seconds between two turns. */
    static long interval(Arguments arguments) throws CommandException {
        Long given = arguments.number("--interval");
        long seconds = given == null ? INTERVAL_DEFAULT : given;
        if (seconds < 1 || seconds > INTERVAL_MAX) {
            throw new CommandException(
                    "--interval " + seconds + ": it is from 1 to " + INTERVAL_MAX + " seconds");
        }
        return seconds;
    }

    /** Turns without end, or so many. */
    static void run(Arguments arguments, PrintStream out, Turn turn)
            throws CommandException, InterruptedException {
        long interval = interval(arguments);
        Long given = arguments.number("--count");
        if (given != null && given < 1) {
            throw new CommandException("--count " + given + ": it is at least 1");
        }
        long count = given == null ? Long.MAX_VALUE : given;
        for (long number = 0; number < count; number++) {
            if (number > 0) {
                pause(interval);
                out.println();
            }
            turn.run(number);
            out.flush();
        }
    }

    /** Waits, unless it is interrupted. */
    static void pause(long seconds) throws InterruptedException {
        boolean never = new CountDownLatch(1).await(seconds, TimeUnit.SECONDS);
        assert !never;
    }
}
