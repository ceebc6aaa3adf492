package io.viaduct.core.reactor;

import io.viaduct.api.reactor.Owner;
import io.viaduct.api.reactor.Poller;
import io.viaduct.api.reactor.Reactor.Registration;

import java.util.Arrays;

/** The pollers of a reactor; may change while they are asked. */
final class PollerList {
    /** One poller; closing takes it out. */
    final class Entry implements Registration {
        final Owner owner;
        final Poller poller;
        boolean closed;
        private long runs;
        private long busy;

        Entry(Owner owner, Poller poller) {
            this.owner = owner;
            this.poller = poller;
        }

        int run(long now) {
            runs++;
            int work = poller.poll(now);
            if (work > 0) {
                busy++;
            }
            return work;
        }

        PollerInfo info() {
            return new PollerInfo(owner.name(), false, runs, busy, 0);
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                entries = Arrays.stream(entries).filter(e -> e != this).toArray(Entry[]::new);
            }
        }
    }

    /** Replaced on every change, so that a loop over it goes on undisturbed. */
    private Entry[] entries = new Entry[0];

    Registration add(Owner owner, Poller poller) {
        Entry entry = new Entry(owner, poller);
        entries = Arrays.copyOf(entries, entries.length + 1);
        entries[entries.length - 1] = entry;
        return entry;
    }

    Entry[] entries() {
        return entries;
    }
}
