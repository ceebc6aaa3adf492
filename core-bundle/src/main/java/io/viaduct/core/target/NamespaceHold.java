package io.viaduct.core.target;

/**
 * One hold of a namespace, from the gate until its commands go on or it is removed. A device that
 * leaves again before its return has got through continues the same hold. Control strand.
 */
final class NamespaceHold {
    private boolean announced;
    private boolean returning;
    private boolean over;

    /** Whether it is no longer silent. */
    boolean isAnnounced() {
        return announced;
    }

    void announce() {
        announced = true;
    }

    /** Whether the device is back, though not yet on every reactor. */
    boolean isReturning() {
        return returning;
    }

    void returning(boolean back) {
        returning = back;
    }

    /** Whether its time is over. */
    boolean isOver() {
        return over;
    }

    void end() {
        over = true;
    }
}
