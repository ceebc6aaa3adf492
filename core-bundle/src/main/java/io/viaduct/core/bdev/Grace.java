package io.viaduct.core.bdev;

import java.util.ArrayList;
import java.util.List;

/**
 * Tells when all I/O is over that was at a device on one reactor at some moment, whatever has come
 * since. I/O is counted in one of two flights; asking changes the flight in which new I/O is
 * counted. Reactor thread.
 */
final class Grace {
    private final List<CoreIoChannel> users;
    private List<Runnable> under = new ArrayList<>(0);
    private List<Runnable> next = new ArrayList<>(0);
    private boolean running;

    /** The I/O of these users, whose list may change. */
    Grace(List<CoreIoChannel> users) {
        this.users = users;
    }

    /** Runs a task when what is at the device now is over; at once where nothing is. */
    void after(Runnable task) {
        next.add(task);
        if (!running) {
            begin();
        }
    }

    private void begin() {
        List<Runnable> over = under;
        under = next;
        next = over;
        running = true;
        users.forEach(CoreIoChannel::changeFlight);
        check();
    }

    /** A flight has ended. */
    void flightEnded() {
        if (running) {
            check();
        }
    }

    private void check() {
        for (CoreIoChannel user : users) {
            if (user.hasOldFlight()) {
                return;
            }
        }
        running = false;
        under.forEach(Runnable::run);
        under.clear();
        if (!next.isEmpty()) {
            begin();
        }
    }
}
