package io.viaduct.transport.tcp;

import io.viaduct.api.transport.Adoption;
import io.viaduct.api.transport.Request;
import io.viaduct.transport.tcp.TcpRequest.State;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * The commands of one connection by slot. Slots are made when first needed, so that a connection
 * costs what its host uses; the core's queue depth bounds them.
 */
final class RequestTable {
    /** Transfer tags have 16 bits and 0 is none. */
    static final int SLOTS_MAX = 65535;

    private static final int SLOTS_FIRST = 4;

    private TcpRequest[] slots = new TcpRequest[SLOTS_FIRST];
    private int[] free = new int[SLOTS_FIRST];
    private int made;
    private int freeCount;

    /** A free slot, or null when all tags are in use. */
    TcpRequest take() {
        if (freeCount > 0) {
            return slots[free[--freeCount]];
        }
        if (made == SLOTS_MAX) {
            return null;
        }
        if (made == slots.length) {
            int larger = Math.min(SLOTS_MAX, made * 2);
            slots = Arrays.copyOf(slots, larger);
            free = Arrays.copyOf(free, larger);
        }
        TcpRequest request = new TcpRequest(made);
        slots[made++] = request;
        return request;
    }

    /** The commands there are, for another table; {@code held} gets their requests. */
    List<ConnectionState.Slot> save(List<Request> held) {
        List<ConnectionState.Slot> saved = new ArrayList<>();
        forEachInUse(
                item -> {
                    saved.add(item.save());
                    held.add(item.request);
                });
        return saved;
    }

    /** Goes on with the commands of another table. False where the core tells otherwise of them. */
    boolean restore(Adoption from, ConnectionState state) {
        List<ConnectionState.Slot> saved = state.slots();
        if (saved.size() != from.requests().size()) {
            return false;
        }
        make(state.made());
        for (int i = 0; i < saved.size(); i++) {
            Request request = from.requests().get(i);
            TcpRequest item = slots[saved.get(i).slot()];
            item.resume(request, saved.get(i));
            if (!item.fits(from.stage(i))) {
                return false;
            }
            request.attach(item);
        }
        for (int i = made - 1; i >= 0; i--) {
            if (slots[i].state == State.FREE) {
                free[freeCount++] = i;
            }
        }
        return true;
    }

    private void make(int count) {
        made = count;
        slots = new TcpRequest[Math.max(SLOTS_FIRST, count)];
        free = new int[slots.length];
        for (int i = 0; i < count; i++) {
            slots[i] = new TcpRequest(i);
        }
    }

    TcpRequest slot(int number) {
        return slots[number];
    }

    /** How many slots were ever used. */
    int made() {
        return made;
    }

    /** Gives a slot back. */
    void give(TcpRequest request) {
        request.recycle();
        free[freeCount++] = request.slot;
    }

    /** The command whose host has been asked for data under this tag, or null. */
    TcpRequest transferring(int ttag) {
        if (!isTag(ttag)) {
            return null;
        }
        TcpRequest item = slots[ttag - 1];
        return item.state == State.TRANSFERRING && item.asked ? item : null;
    }

    /** Whether the host owes the data of any command. */
    boolean isTransferring() {
        for (int i = 0; i < made; i++) {
            if (slots[i].state == State.TRANSFERRING) {
                return true;
            }
        }
        return false;
    }

    /** Whether the tag is one that was ever given out. */
    boolean isTag(int ttag) {
        return ttag >= 1 && ttag <= made;
    }

    /** Visits every slot in use. */
    void forEachInUse(Consumer<TcpRequest> visitor) {
        for (int i = 0; i < made; i++) {
            if (slots[i].state != State.FREE) {
                visitor.accept(slots[i]);
            }
        }
    }
}
