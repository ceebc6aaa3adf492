package io.viaduct.testkit;

import io.viaduct.api.transport.TransportId;

import java.util.Random;

/**
 * A wire that tears what is sent into pieces, delays them, and may break: all of it decided by a
 * seed, so that a failure can be had again.
 */
public final class FaultyWire extends Wire {
    private static final long DELAY_NANOS_MAX = 2_000_000;
    private static final int SMALL_PIECE = 64;

    private final Random random;
    private final boolean single;
    private long breaksAfter = Long.MAX_VALUE;

    /** A wire of which the seed decides everything but breaking. */
    public FaultyWire(SteppedReactor reactor, long seed) {
        this(reactor, seed, false, LISTENER, HOST);
    }

    /** As the above, between other addresses. */
    public FaultyWire(SteppedReactor reactor, long seed, TransportId listener, TransportId peer) {
        this(reactor, seed, false, listener, peer);
    }

    private FaultyWire(
            SteppedReactor reactor,
            long seed,
            boolean single,
            TransportId listener,
            TransportId peer) {
        super(reactor, listener, peer);
        this.random = new Random(seed);
        this.single = single;
    }

    /** A wire on which every byte arrives alone. */
    public static FaultyWire byteByByte(SteppedReactor reactor) {
        return new FaultyWire(reactor, 0, true, LISTENER, HOST);
    }

    /** Breaks when that many bytes have gone one way. */
    public FaultyWire breakAfter(long bytes) {
        breaksAfter = bytes;
        return this;
    }

    @Override
    protected int piece(int left) {
        if (single) {
            return 1;
        }
        return switch (random.nextInt(4)) {
            case 0 -> 1;
            case 1 -> 1 + random.nextInt(Math.min(left, SMALL_PIECE));
            case 2 -> 1 + random.nextInt(left);
            default -> left;
        };
    }

    @Override
    protected long delayNanos() {
        return single || random.nextInt(4) > 0 ? 0 : random.nextLong(DELAY_NANOS_MAX);
    }

    @Override
    protected boolean breaks(long arrived) {
        return arrived >= breaksAfter;
    }
}
