package io.viaduct.bdev.aio;

import io.viaduct.api.rpc.RpcException;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Devices whose medium has gone. While there are any, a thread looks for them again and again, and
 * makes each once its medium is back: nobody else would notice. Any thread.
 */
final class LostDisks implements AutoCloseable {
    /** How often a module looks. */
    static final long LOOK_MS = 1_000;

    private static final Logger LOG = System.getLogger(LostDisks.class.getName());

    private final FileDisks disks;
    private final long lookMs;
    private final Map<String, Lost> all = new ConcurrentHashMap<>();
    private ScheduledExecutorService looking;
    private boolean closed;

    private record Lost(UUID uuid, DiskOptions options) {}

    LostDisks(FileDisks disks, long lookMs) {
        this.disks = disks;
        this.lookMs = lookMs;
    }

    /** Looks for a device from now on. */
    synchronized void add(String name, UUID uuid, DiskOptions options) {
        if (closed) {
            return;
        }
        all.put(name, new Lost(uuid, options));
        if (looking == null) {
            looking =
                    Executors.newSingleThreadScheduledExecutor(
                            Thread.ofPlatform().name("viaduct-aio-lost").daemon(true).factory());
            var unused =
                    looking.scheduleWithFixedDelay(
                            this::look, lookMs, lookMs, TimeUnit.MILLISECONDS);
        }
    }

    /** Looks for it no more; false when it was not looked for. */
    boolean remove(String name) {
        return all.remove(name) != null;
    }

    /** Looks for all of them now. */
    void look() {
        all.forEach(this::look);
        rest();
    }

    private void look(String name, Lost lost) {
        try {
            disks.create(name, lost.uuid, lost.options);
            LOG.log(Level.INFO, "the medium of {0} is back", name);
            all.remove(name, lost);
        } catch (RpcException e) {
            LOG.log(Level.DEBUG, "the medium of {0} is not back: {1}", name, e.getMessage());
        } catch (RuntimeException e) {
            // The next look comes all the same.
            LOG.log(Level.WARNING, "the medium of " + name + " could not be looked for", e);
        }
    }

    private synchronized void rest() {
        if (all.isEmpty() && looking != null) {
            looking.shutdown();
            looking = null;
        }
    }

    /** Looks for none any more. */
    @Override
    public synchronized void close() {
        closed = true;
        all.clear();
        if (looking != null) {
            looking.shutdown();
            looking = null;
        }
    }
}
