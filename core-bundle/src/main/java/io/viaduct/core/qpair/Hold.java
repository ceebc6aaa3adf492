package io.viaduct.core.qpair;

import java.util.function.Consumer;

/**
 * What one reactor does for the hold of a namespace. Each is called once, on the reactor.
 *
 * @param idle run when nothing of the device is in use here
 * @param ended told how long commands waited here when the gate has opened or the namespace has
 *     gone; {@link Pause#NONE} where there was no such namespace
 */
public record Hold(Runnable idle, Consumer<Pause> ended) {}
