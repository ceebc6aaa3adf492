package io.viaduct.core.controller;

import static io.viaduct.api.memory.Native.putI32;

import io.viaduct.api.nvme.Limits;

import java.util.SortedSet;
import java.util.TreeSet;

/** Namespaces that have changed since the host last read the list. Reactor thread. */
public final class ChangedNamespaces {
    private final SortedSet<Integer> nsids = new TreeSet<>();
    private boolean overflowed;

    void add(int nsid) {
        if (nsids.size() < Limits.CHANGED_NAMESPACES_MAX) {
            nsids.add(nsid);
        } else if (!nsids.contains(nsid)) {
            overflowed = true;
        }
    }

    /** Whether there is nothing to tell. */
    public boolean isEmpty() {
        return nsids.isEmpty();
    }

    /** Writes the log page to zeroed memory of 4 KiB. */
    public void write(long page) {
        if (overflowed) {
            putI32(page, Limits.BROADCAST_NSID);
            return;
        }
        long at = page;
        for (int nsid : nsids) {
            putI32(at, nsid);
            at += Integer.BYTES;
        }
    }

    /** The host has read the list. */
    public void clear() {
        nsids.clear();
        overflowed = false;
    }
}
