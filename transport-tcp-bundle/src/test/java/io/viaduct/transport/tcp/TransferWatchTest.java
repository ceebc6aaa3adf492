package io.viaduct.transport.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.reactor.Timer;

import org.junit.jupiter.api.Test;

class TransferWatchTest {
    private final HandTimer timer = new HandTimer();
    private final Host host = new Host();
    private final TransferWatch watch =
            new TransferWatch(
                    action -> {
                        timer.action = action;
                        return timer;
                    },
                    host);

    @Test
    void shouldEndAHostThatDripsItsData() {
        watch.begin();
        host.received += TransferWatch.PROGRESS_MIN_BYTES - 1;
        timer.elapse();
        assertEquals(1, host.stalls);
    }

    @Test
    void shouldKeepASlowHost() {
        watch.begin();
        for (int i = 0; i < 3; i++) {
            host.received += TransferWatch.PROGRESS_MIN_BYTES;
            timer.elapse();
        }
        assertEquals(0, host.stalls);
        assertTrue(timer.armed(), "not watched any longer");
    }

    @Test
    void shouldKeepAHostWhoseTransfersEnd() {
        watch.begin();
        for (int i = 0; i < 3; i++) {
            host.received += 512;
            watch.end();
            timer.elapse();
        }
        assertEquals(0, host.stalls);
        timer.elapse();
        assertEquals(1, host.stalls, "an end long ago counts");
    }

    @Test
    void shouldKeepAHostThatIsNotRead() {
        watch.begin();
        host.reading = false;
        timer.elapse();
        assertEquals(0, host.stalls);
    }

    @Test
    void shouldNotWatchAHostThatOwesNothing() {
        watch.begin();
        host.owes = false;
        timer.elapse();
        assertEquals(0, host.stalls);
        assertFalse(timer.armed());
    }

    private static final class Host implements TransferWatch.Watched {
        private boolean owes = true;
        private boolean reading = true;
        private long received;
        private int stalls;

        @Override
        public boolean awaitsData() {
            return owes;
        }

        @Override
        public boolean isReading() {
            return reading;
        }

        @Override
        public long bytesReceived() {
            return received;
        }

        @Override
        public void onStalled() {
            stalls++;
        }
    }

    private static final class HandTimer implements Timer {
        private Runnable action;
        private boolean armed;

        void elapse() {
            assertTrue(armed);
            armed = false;
            action.run();
        }

        @Override
        public void arm(long delayNanos) {
            assertEquals(TransferWatch.TIMEOUT_NS, delayNanos);
            armed = true;
        }

        @Override
        public void cancel() {
            armed = false;
        }

        @Override
        public boolean armed() {
            return armed;
        }

        @Override
        public void close() {
            armed = false;
        }
    }
}
