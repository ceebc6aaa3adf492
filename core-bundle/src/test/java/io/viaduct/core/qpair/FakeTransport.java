package io.viaduct.core.qpair;

import io.viaduct.api.transport.Handover;
import io.viaduct.api.transport.Qpair;
import io.viaduct.api.transport.Request;
import io.viaduct.api.transport.TransportQpair;

import java.util.ArrayDeque;

/** The transport's end of a queue pair: keeps what it is told until the test takes it. */
final class FakeTransport implements TransportQpair {
    final ArrayDeque<Request> admitted = new ArrayDeque<>();
    final ArrayDeque<Request> completed = new ArrayDeque<>();
    Qpair qpair;
    String disconnectedWhy;
    boolean closesAtOnce;
    Handover handover;

    @Override
    public void onAdmitted(Request request) {
        admitted.add(request);
    }

    @Override
    public void onComplete(Request request) {
        completed.add(request);
    }

    @Override
    public void disconnect(String why) {
        disconnectedWhy = why;
        if (closesAtOnce) {
            close();
        }
    }

    @Override
    public void handOver(Handover to) {
        handover = to;
    }

    /** The connection ends; the transport gives up what it holds. */
    void close() {
        while (!admitted.isEmpty()) {
            admitted.remove().free();
        }
        while (!completed.isEmpty()) {
            completed.remove().free();
        }
        qpair.disconnected();
    }
}
