package io.viaduct.core.qpair;

import io.viaduct.api.transport.Adoption;
import io.viaduct.api.transport.Request;
import io.viaduct.api.transport.StreamHandler;
import io.viaduct.api.transport.StreamLayer;
import io.viaduct.api.transport.TransportQpair;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Stands in for a transport that has left: its end of a queue pair and the handler of its stream in
 * one. Bytes of the host stay where they are, what commands come to is kept for the next transport,
 * and an end of the connection takes its course. Reactor thread.
 */
final class HeldEnd implements TransportQpair, StreamHandler {
    private final CoreQpair qpair;
    private final int version;
    private final byte[] state;
    private final StreamLayer stream;
    private final List<CoreRequest> requests;
    private final List<Adoption.Stage> stages = new ArrayList<>();

    /** Admitted or completed meanwhile, in order. */
    private final ArrayDeque<CoreRequest> news = new ArrayDeque<>();

    private boolean ending;

    HeldEnd(
            CoreQpair qpair,
            int version,
            byte[] state,
            StreamLayer stream,
            List<CoreRequest> requests) {
        this.qpair = qpair;
        this.version = version;
        this.state = state.clone();
        this.stream = stream;
        this.requests = List.copyOf(requests);
        requests.forEach(request -> stages.add(request.stage().forTransport()));
    }

    /** Takes the place of whoever served, of whom nothing is kept. */
    void takeOver() {
        requests.forEach(request -> request.attach(null));
        if (stream != null) {
            stream.attach(this);
        }
    }

    int version() {
        return version;
    }

    byte[] state() {
        return state.clone();
    }

    StreamLayer stream() {
        return stream;
    }

    List<Request> requests() {
        return List.copyOf(requests);
    }

    Adoption.Stage stage(int index) {
        return stages.get(index);
    }

    /** Whether it is asked to end. */
    boolean ending() {
        return ending;
    }

    /** Tells the end that goes on what has happened meanwhile. */
    void tell(TransportQpair next) {
        while (!news.isEmpty()) {
            CoreRequest request = news.remove();
            if (request.stage() == Stage.COMPLETE) {
                next.onComplete(request);
            } else {
                next.onAdmitted(request);
            }
        }
    }

    @Override
    public void onAdmitted(Request request) {
        news.add((CoreRequest) request);
    }

    @Override
    public void onComplete(Request request) {
        news.add((CoreRequest) request);
    }

    @Override
    public void disconnect(String why) {
        ending = true;
        if (stream != null) {
            stream.close();
        } else {
            qpair.target().reactor().atEndOfCycle(qpair::disconnected);
        }
    }

    @Override
    public int onBytes(long address, int length) {
        return 0;
    }

    @Override
    public void onDirected() {
        throw new IllegalStateException("nothing was directed");
    }

    @Override
    public void onSent() {
        throw new IllegalStateException("nothing was sent");
    }

    @Override
    public void onReleased() {
        throw new IllegalStateException("nothing was sent");
    }

    @Override
    public void onClosed(int error) {
        ending = true;
        qpair.disconnected();
    }
}
