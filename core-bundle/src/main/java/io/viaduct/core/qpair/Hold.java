package io.viaduct.core.qpair;

import io.viaduct.core.memory.HoldChunks;

import java.util.function.Consumer;

/**
 * What one reactor does for the hold of a namespace. Each is called once, on the reactor.
 *
 * @param memory for what hosts send meanwhile, beyond the share of the I/O buffers; or null
 * @param idle run when nothing of the device is in use here
 * @param ended told how long commands waited here when the gate has opened or the namespace has
 *     gone; {@link Pause#NONE} where there was no such namespace
 */
public record Hold(HoldChunks memory, Runnable idle, Consumer<Pause> ended) {}
