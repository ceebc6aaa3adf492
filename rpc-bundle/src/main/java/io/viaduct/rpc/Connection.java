package io.viaduct.rpc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;

/**
 * One client: a thread that reads and submits, and one that writes. Answers are written in the
 * order in which calls end. The connection ends when the client has sent everything and has got
 * every answer, when it sends what is no JSON, or when it leaves too much unread.
 */
final class Connection {
    /** Values being worked on; then the rest stays in the socket. */
    static final int UNANSWERED_MAX = 256;

    private static final int READ_BYTES = 16 * 1024;
    private static final System.Logger LOG = System.getLogger(Connection.class.getName());

    private final SocketChannel channel;
    private final Dispatcher dispatcher;
    private final Outbox outbox;
    private final InstantSource clock;
    private final Runnable answerWaits;
    private final Semaphore unanswered = new Semaphore(UNANSWERED_MAX);
    private volatile boolean ended;

    /** When the client last sent, or was sent, something, in milliseconds of the clock. */
    private volatile long heardMs;

    /**
     * One that has not been read from.
     *
     * @param outbox for its answers
     * @param answerWaits run after each answer that waits to be sent
     */
    Connection(
            SocketChannel channel,
            Dispatcher dispatcher,
            Outbox outbox,
            InstantSource clock,
            Runnable answerWaits) {
        this.channel = channel;
        this.dispatcher = dispatcher;
        this.outbox = outbox;
        this.clock = clock;
        this.answerWaits = answerWaits;
        heardMs = clock.millis();
    }

    /** Reads until the client ends; the last answer then ends the connection. */
    void read() {
        try {
            var assembler = new Assembler();
            var bytes = ByteBuffer.allocate(READ_BYTES);
            while (channel.read(bytes.clear()) >= 0) {
                heardMs = clock.millis();
                submitAll(assembler, bytes);
            }
            ended = true;
            finishWhenAnswered();
        } catch (InterruptedException e) {
            close();
        } catch (IOException e) {
            report(e);
            close();
        }
    }

    /** Writes answers until there can be no more, then closes. */
    void write() {
        try {
            outbox.writeTo(this::send);
        } catch (InterruptedException e) {
            outbox.discard();
        } catch (IOException e) {
            report(e);
        } finally {
            close();
        }
    }

    private void send(ByteBuffer bytes) throws IOException {
        // Before: a client that has its answer is not found to be heard later than that.
        heardMs = clock.millis();
        channel.write(bytes);
    }

    /** When the client last sent, or was sent, something, in milliseconds of the clock. */
    long heardMs() {
        return heardMs;
    }

    /** Whether a call of the client is under way. */
    boolean working() {
        return unanswered.availablePermits() < UNANSWERED_MAX;
    }

    /** Bytes of answers that the client has not read. */
    long unsentBytes() {
        return outbox.bytes();
    }

    /** Sends what is ready, then closes; does not wait. */
    void finish() {
        outbox.finish();
    }

    /** Closes at once; ends both threads. */
    void close() {
        outbox.discard();
        try {
            channel.close();
        } catch (IOException e) {
            report(e);
        }
    }

    private void submitAll(Assembler assembler, ByteBuffer bytes)
            throws IOException, InterruptedException {
        List<Object> complete = new ArrayList<>();
        try {
            assembler.feed(bytes.array(), bytes.position(), complete);
        } catch (IOException e) {
            // As with SPDK, what came before the error is done, and its answers are lost.
            report(e);
            close();
        }
        for (Object value : complete) {
            submit(value);
        }
    }

    private void submit(Object value) throws InterruptedException {
        unanswered.acquire();
        var _ = dispatcher.submit(value).whenComplete(this::answered);
    }

    private void answered(byte[] line, Throwable failure) {
        if (failure != null) {
            fail(failure);
        } else if (line.length > 0) {
            send(line);
        }
        unanswered.release();
        finishWhenAnswered();
    }

    private void send(byte[] line) {
        if (outbox.offer(line)) {
            answerWaits.run();
        } else {
            report(new IOException("too much left unread"));
            close();
        }
    }

    // Called by whoever ends a call, and by the reader once it has ended: the last of them finds
    // both to be so.
    private void finishWhenAnswered() {
        if (ended && !working()) {
            outbox.finish();
        }
    }

    private void fail(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof UncheckedIOException tooLong) {
            report(tooLong.getCause());
        } else {
            LOG.log(Level.ERROR, "RPC connection failed", cause);
        }
        close();
    }

    private static void report(IOException e) {
        if (!(e instanceof ClosedChannelException)) {
            LOG.log(Level.DEBUG, "RPC connection closed: {0}", e.getMessage());
        }
    }
}
