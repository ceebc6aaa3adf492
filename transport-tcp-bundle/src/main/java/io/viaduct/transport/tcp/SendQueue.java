package io.viaduct.transport.tcp;

import io.viaduct.api.transport.StreamLayer;
import io.viaduct.transport.tcp.pdu.Crc32c;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a connection has to send, in order. Everything of one cycle of the reactor leaves in one
 * gather write; of two batches one is filled and sent while the kernel may still read the other.
 */
final class SendQueue {
    /** Bytes of a control PDU: ICResp or C2HTermReq. */
    static final int CONTROL_LENGTH = 160;

    /** Bytes of native memory that a queue needs. */
    static final int MEMORY_LENGTH = 2 * SendBatch.MEMORY_LENGTH + CONTROL_LENGTH;

    private final StreamLayer stream;
    private final Crc32c crc;
    private final Consumer<TcpRequest> released;
    private final Runnable flush = this::flush;
    private final SendBatch[] batches = new SendBatch[2];
    private final long control;
    private int controlLength;
    private TcpRequest head;
    private TcpRequest tail;
    private WireOptions wire = WireOptions.NONE;
    private boolean success;
    private boolean scheduled;
    private boolean sending;
    private boolean stopped;
    private int unreleased;
    private int next;
    private Runnable whenEmpty;

    /**
     * A queue over {@link #MEMORY_LENGTH} bytes.
     *
     * @param released told of each request whose memory is free again
     */
    SendQueue(StreamLayer stream, long memory, Crc32c crc, Consumer<TcpRequest> released) {
        this.stream = stream;
        this.crc = crc;
        this.released = released;
        batches[0] = new SendBatch(memory);
        batches[1] = new SendBatch(memory + SendBatch.MEMORY_LENGTH);
        control = memory + 2L * SendBatch.MEMORY_LENGTH;
    }

    /** From now on PDUs are built as agreed. */
    void agreed(WireOptions options) {
        wire = options;
    }

    /** Whether data may carry the success flag instead of a response. */
    void success(boolean on) {
        success = on;
    }

    /** Where to build a control PDU for {@link #control}. */
    long controlMemory() {
        return control;
    }

    /** Sends the control PDU that was built, before anything that waits. */
    void control(int length) {
        assert controlLength == 0 : "one at a time";
        controlLength = length;
        schedule();
    }

    /** Sends what a request has to send. */
    void add(TcpRequest item) {
        item.next = null;
        if (tail == null) {
            head = item;
        } else {
            tail.next = item;
        }
        tail = item;
        schedule();
    }

    /** Runs {@code action} once when all is with the kernel; at once if it is. */
    void whenEmpty(Runnable action) {
        if (isEmpty()) {
            action.run();
        } else {
            whenEmpty = action;
        }
    }

    /** Sends nothing more but what is under way and control PDUs, or does again. */
    void stop(boolean on) {
        stopped = on;
        schedule();
    }

    /** Whether nothing is under way and no memory in use. */
    boolean isAtRest() {
        return !sending && unreleased == 0 && controlLength == 0;
    }

    /** Slots that wait, in order. */
    List<Integer> waiting() {
        List<Integer> slots = new ArrayList<>();
        for (TcpRequest item = head; item != null; item = item.next) {
            slots.add(item.slot);
        }
        return slots;
    }

    private boolean isEmpty() {
        return head == null && controlLength == 0 && !sending;
    }

    private void schedule() {
        if (!scheduled) {
            scheduled = true;
            stream.reactor().atEndOfCycle(flush);
        }
    }

    private void flush() {
        scheduled = false;
        if (sending || unreleased == batches.length) {
            return;
        }
        SendBatch batch = batches[next];
        fill(batch);
        if (!batch.isEmpty()) {
            sending = true;
            unreleased++;
            next = 1 - next;
            stream.send(batch.list);
        }
    }

    private void fill(SendBatch batch) {
        if (controlLength > 0) {
            batch.addControl(control, controlLength);
            controlLength = 0;
        }
        while (head != null && !stopped) {
            TcpRequest following = head.next;
            if (!batch.add(head, wire, success, crc)) {
                return;
            }
            head = following;
        }
        if (head == null) {
            tail = null;
        }
    }

    /** The stream has taken the batch. */
    void onSent() {
        sending = false;
        if (head != null || controlLength > 0) {
            schedule();
        } else if (whenEmpty != null) {
            Runnable action = whenEmpty;
            whenEmpty = null;
            action.run();
        }
    }

    /** The oldest batch's memory is free. */
    void onReleased() {
        SendBatch batch = batches[unreleased == batches.length ? next : 1 - next];
        unreleased--;
        TcpRequest item = batch.first;
        batch.clear();
        while (item != null) {
            TcpRequest following = item.next;
            released.accept(item);
            item = following;
        }
        if (head != null || controlLength > 0) {
            schedule();
        }
    }

    /** Forgets what waits; its requests are freed by the connection. */
    void drop() {
        head = null;
        tail = null;
        controlLength = 0;
    }
}
