package io.viaduct.testkit.chaos;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.BdevEvents;
import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.BdevRegistration;
import io.viaduct.api.bdev.BdevRegistration.Departure;
import io.viaduct.api.bdev.BdevRegistry;
import io.viaduct.api.bdev.ChannelContext;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.bdev.IoChannel;
import io.viaduct.api.rpc.RpcException;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** A device that passes everything on to another, and goes before it goes. */
final class PassDisk implements Bdev, BdevEvents {
    private final String name;
    private UUID uuid;
    private BdevDescriptor below;
    private BdevRegistration registration;
    private Runnable whenGone = () -> {};

    private PassDisk(String name) {
        this.name = name;
    }

    /** Opens the device below and registers one over it. Control strand. */
    static PassDisk over(BdevRegistry registry, String base, String name) throws RpcException {
        PassDisk disk = new PassDisk(name);
        disk.below = registry.open(base, true, disk);
        // Another device below makes this one another.
        String identity = name + disk.below.bdev().uuid();
        disk.uuid = UUID.nameUUIDFromBytes(identity.getBytes(StandardCharsets.UTF_8));
        try {
            disk.below.claim("pass");
            disk.registration = registry.register(disk);
        } catch (RpcException e) {
            var unused = disk.below.retire();
            throw e;
        }
        return disk;
    }

    BdevRegistration registration() {
        return registration;
    }

    void whenGone(Runnable hears) {
        whenGone = hears;
    }

    CompletionStage<Void> depart(Departure cause) {
        return registration
                .depart(cause)
                .thenCompose(
                        gone -> {
                            whenGone.run();
                            return below.retire();
                        });
    }

    /** The device below goes, for the same reason as this one then. */
    @Override
    public void removed(Bdev bdev, Departure cause) {
        var unused = depart(cause);
    }

    @Override
    public void resized(Bdev bdev) {
        registration.resized();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public UUID uuid() {
        return uuid;
    }

    @Override
    public String productName() {
        return "Passing device";
    }

    @Override
    public Geometry geometry() {
        return below.bdev().geometry();
    }

    @Override
    public Set<BdevOp> operations() {
        return below.operations();
    }

    @Override
    public BdevChannel open(ChannelContext context) {
        return new Channel(below.channel(context.reactor()));
    }

    /** One reactor's way down. */
    private static final class Channel implements BdevChannel {
        private final IoChannel below;
        private final ArrayDeque<Child> idle = new ArrayDeque<>();

        Channel(IoChannel below) {
            this.below = below;
        }

        @Override
        public int submit(BdevIo io) {
            Child child = idle.isEmpty() ? new Child(this) : idle.pop();
            child.parent = io;
            child.io.prepareAs(io).parent(io);
            if (below.submit(child.io) == DONE) {
                io.status(child.io.status());
                io.compared(child.io.compared());
                child.free();
                return DONE;
            }
            return PENDING;
        }

        @Override
        public void close() {
            idle.clear();
        }
    }

    private static final class Child implements BdevIo.Completion {
        private final Channel channel;
        private final BdevIo io = new BdevIo(this);
        private BdevIo parent;

        Child(Channel channel) {
            this.channel = channel;
        }

        @Override
        public void completed(BdevIo done) {
            BdevIo up = parent;
            up.compared(done.compared());
            free();
            up.complete(done.status());
        }

        private void free() {
            parent = null;
            io.parent(null);
            channel.idle.push(this);
        }
    }
}
