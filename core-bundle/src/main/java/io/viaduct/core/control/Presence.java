package io.viaduct.core.control;

/** What is there at this moment, of what calls stand on. Control strand. */
public interface Presence {
    /** Whether a bundle offers transports of this type. */
    boolean offersTransport(String trtype);

    /** Whether there is a target of that name. */
    boolean hasTarget(String name);

    /** Whether the target has made its transport of this type. */
    boolean hasTransport(String target, String trtype);

    /** Whether there is a subsystem of that name. */
    boolean hasSubsystem(String target, String nqn);

    /** Whether there is a device with this name, alias or UUID. */
    boolean hasDevice(String name);

    /** Whether a namespace is held: its module has left, and its hosts wait. */
    boolean isHeld(String target, String nqn, int nsid);

    /** Whether a transport is held: its bundle has left, and its connections stay. */
    boolean isTransportHeld(String target, String trtype);

    /** Whether a bundle can let hosts find the discovery subsystem. */
    boolean hasDiscoveryPublisher();

    /** Whether a target's discovery subsystem listens somewhere. */
    boolean hasDiscoveryListener(String target);

    /**
     * Keeps an identifier for a namespace that waits.
     *
     * @param nsid the identifier, or 0 for the lowest that is free
     * @return the identifier, or 0 when it cannot be kept
     */
    int reserveNamespace(String target, String nqn, int nsid);
}
