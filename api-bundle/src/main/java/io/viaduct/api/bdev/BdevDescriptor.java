package io.viaduct.api.bdev;

import io.viaduct.api.reactor.Reactor;
import io.viaduct.api.rpc.Errno;
import io.viaduct.api.rpc.RpcException;

import org.osgi.annotation.versioning.ProviderType;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A user's hold on a device. Control threads, but for {@link #channel}. */
@ProviderType
public interface BdevDescriptor extends AutoCloseable {
    /** The device. */
    Bdev bdev();

    /**
     * What can be submitted: the device's own operations, and those that the core does in its
     * stead. WRITE_ZEROES is written as zeroes where the device only writes; COMPARE, COPY and
     * VERIFY are reads and writes of pieces; COMPARE_AND_WRITE keeps all other writes off its
     * blocks meanwhile, on every reactor; FLUSH has nothing to do where no write cache is volatile.
     */
    Set<BdevOp> operations();

    /**
     * Whether a READ may be answered with the device's own memory, see {@link BdevIo#lendable}: not
     * where the device's module runs on a thread of its own, whatever {@link Bdev#lends} says.
     */
    default boolean lends() {
        return bdev().lends();
    }

    /**
     * This user's channel on the reactor that calls; opened at the first call. Reactor thread.
     *
     * @throws IllegalStateException when the use has ended
     */
    IoChannel channel(Reactor reactor);

    /**
     * Reads a few blocks without a channel of one's own: superblocks and tables, when a device is
     * examined.
     *
     * @param lba first block
     * @param count blocks, at least one, of 128 KiB in all at most
     * @return the blocks with the metadata that is interleaved; completes on the control strand,
     *     exceptionally with an RpcException: -22 for such a range, -5 where the device fails, -19
     *     where the use has ended
     */
    default CompletionStage<byte[]> read(long lba, int count) {
        return CompletableFuture.failedStage(Errno.EOPNOTSUPP.refusal());
    }

    /**
     * Claims the device so that nobody else can write it.
     *
     * @param by who, for people and RPC
     * @throws RpcException -1 (EPERM) when it is claimed already, or open for writing elsewhere
     */
    void claim(String by) throws RpcException;

    /**
     * Begins to end the use, without waiting; what is submitted from now on fails. The stage
     * completes on the control strand when all I/O in flight is back and all lent memory returned,
     * the channels are closed on every reactor and the claim is given up. A second call returns the
     * same stage. Any thread.
     */
    CompletionStage<Void> retire();

    /**
     * As {@link #retire}, and waits for it, up to the drain deadline; what is overdue then is
     * counted and ends by itself when the device gives it back. Not on a reactor.
     */
    @Override
    void close();
}
