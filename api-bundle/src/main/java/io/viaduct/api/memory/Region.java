package io.viaduct.api.memory;

import io.viaduct.api.reactor.Reactor;

import org.osgi.annotation.versioning.ProviderType;

import java.lang.foreign.MemorySegment;

/**
 * A mapping that the base owns. Whoever lets a device, a socket or a guest touch it holds a lease
 * for that time; a region is unmapped only after every reactor has acknowledged its removal and all
 * leases are back. Leases are counted per reactor, without atomics: take and return one on the same
 * reactor's thread.
 */
@ProviderType
public interface Region {
    /** Unique among the regions of the process; the key under which it is found again. */
    String name();

    /** First byte; page aligned. */
    long address();

    /** Bytes; a multiple of the page size. */
    long size();

    /** The whole region, with global scope: it is never closed under a reader. */
    MemorySegment segment();

    /**
     * Whether somebody else can shrink what is behind the mapping. Java touches such memory only by
     * {@link MemorySegment} get, set and copy; its address never reaches a checksum intrinsic or a
     * native function other than a system call.
     */
    boolean foreign();

    /** The descriptor behind the mapping, or -1. Owned by the base: never closed by its users. */
    int descriptor();

    /** Takes a lease. Reactor thread. */
    void lease(Reactor reactor);

    /** Returns a lease taken on the same reactor. Reactor thread. */
    void unlease(Reactor reactor);
}
