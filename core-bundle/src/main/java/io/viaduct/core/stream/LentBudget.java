package io.viaduct.core.stream;

/**
 * How many of its engine's lent buffers the streams of one reactor hold. Without a bound a few
 * handlers that wait could keep all of them, and those they wait for would never hear from their
 * hosts. Reactor thread.
 */
final class LentBudget {
    private final int max;
    private int held;

    LentBudget(int max) {
        this.max = max;
    }

    void take() {
        held++;
    }

    void give() {
        held--;
    }

    boolean exceeded() {
        return held > max;
    }

    int held() {
        return held;
    }
}
