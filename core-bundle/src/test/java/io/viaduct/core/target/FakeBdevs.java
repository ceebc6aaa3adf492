package io.viaduct.core.target;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.BdevEvents;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.BdevRegistration;
import io.viaduct.api.bdev.BdevRegistry;
import io.viaduct.api.bdev.ChannelContext;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.bdev.IoChannel;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.api.rpc.RpcException;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Devices without data, and who has them open. */
final class FakeBdevs implements BdevRegistry {
    final Map<String, Disk> disks = new LinkedHashMap<>();
    final List<Use> uses = new ArrayList<>();

    /** A device. */
    static final class Disk implements Bdev {
        private final String name;
        Geometry geometry = Geometry.of(512, 1024);
        Set<BdevOp> operations = Set.of(BdevOp.READ, BdevOp.WRITE);

        Disk(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public UUID uuid() {
            return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String productName() {
            return "Fake disk";
        }

        @Override
        public Geometry geometry() {
            return geometry;
        }

        @Override
        public Set<BdevOp> operations() {
            return operations;
        }

        @Override
        public BdevChannel open(ChannelContext context) {
            return null;
        }
    }

    /** An open device. */
    final class Use implements BdevDescriptor {
        final Disk disk;
        final boolean write;
        final BdevEvents events;

        /** As the core does: a device that leaves is not asked any more. */
        final Set<BdevOp> operations;

        String claim;

        Use(Disk disk, boolean write, BdevEvents events) {
            this.disk = disk;
            this.write = write;
            this.events = events;
            this.operations = disk.operations();
        }

        @Override
        public Bdev bdev() {
            return disk;
        }

        @Override
        public Set<BdevOp> operations() {
            return operations;
        }

        @Override
        public IoChannel channel(Reactor reactor) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void claim(String by) throws RpcException {
            if (uses.stream().anyMatch(use -> use.disk == disk && use.claim != null)) {
                throw new RpcException(-1, "it is claimed");
            }
            claim = by;
        }

        @Override
        public CompletionStage<Void> retire() {
            uses.remove(this);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public void close() {
            uses.remove(this);
        }
    }

    Disk add(String name) {
        Disk disk = new Disk(name);
        disks.put(name, disk);
        return disk;
    }

    @Override
    public BdevRegistration register(Bdev bdev) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Bdev find(String name) {
        return disks.get(name);
    }

    @Override
    public Collection<Bdev> bdevs() {
        return List.copyOf(disks.values());
    }

    @Override
    public BdevDescriptor open(String name, boolean write, BdevEvents events) {
        Use use = new Use(disks.get(name), write, events);
        uses.add(use);
        return use;
    }
}
