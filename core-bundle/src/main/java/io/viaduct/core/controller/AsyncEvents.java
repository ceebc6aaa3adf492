package io.viaduct.core.controller;

import io.viaduct.api.nvme.AsyncEvent;
import io.viaduct.api.nvme.LogId;
import io.viaduct.api.nvme.Status;
import io.viaduct.core.qpair.CoreRequest;

import java.util.ArrayDeque;

/**
 * A controller's asynchronous events: requests that wait for something to tell, events that wait
 * for a request, and what the host wants to hear. An event that was told is not told again until
 * the host has read its log page. Reactor thread.
 */
public final class AsyncEvents {
    /** Requests that a host may have outstanding; AERL is one less. */
    public static final int REQUESTS_MAX = 4;

    /** What can be told. */
    public enum Event {
        /** Namespaces have come, gone or changed. */
        NAMESPACE_ATTRIBUTE(
                AsyncEvent.CONFIG_NS_ATTR,
                AsyncEvent.NOTICE_NS_ATTR_CHANGED,
                LogId.CHANGED_NS_LIST),
        /** There is telemetry of a fault. */
        TELEMETRY_LOG(
                AsyncEvent.CONFIG_TELEMETRY_LOG,
                AsyncEvent.NOTICE_TELEMETRY_LOG_CHANGED,
                LogId.TELEMETRY_CTRLR_INITIATED),
        /** The discovery log has changed. */
        DISCOVERY_LOG(
                AsyncEvent.CONFIG_DISCOVERY_LOG_CHANGE,
                AsyncEvent.NOTICE_DISCOVERY_LOG_CHANGE,
                LogId.DISCOVERY);

        private final int config;
        private final int dw0;

        Event(int config, int info, int logId) {
            this.config = config;
            dw0 = AsyncEvent.dw0(AsyncEvent.TYPE_NOTICE, info, logId);
        }

        /** Its bit in OAES and in the Asynchronous Event Configuration feature. */
        public int config() {
            return config;
        }

        private int bit() {
            return 1 << ordinal();
        }
    }

    private static final Event[] EVENTS = Event.values();

    private final ArrayDeque<CoreRequest> requests = new ArrayDeque<>(REQUESTS_MAX);
    private int wanted;
    private int waiting;
    private int told;

    /** Events that the host wants to hear: the Asynchronous Event Configuration feature. */
    public int wanted() {
        return wanted;
    }

    /** Sets the feature. Events that are no longer wanted are forgotten. */
    public void want(int config) {
        wanted = config;
        for (Event event : EVENTS) {
            if ((config & event.config) == 0) {
                waiting &= ~event.bit();
                told &= ~event.bit();
            }
        }
    }

    /**
     * Takes a request. It ends with an event, an abort or a reset, or at once if there are many.
     */
    public void add(CoreRequest request) {
        if (requests.size() == REQUESTS_MAX) {
            request.complete(Status.withDnr(Status.ASYNC_EVENT_REQUEST_LIMIT_EXCEEDED));
            return;
        }
        request.hold();
        requests.add(request);
        tell();
    }

    /** Something has happened. */
    public void raise(Event event) {
        if ((wanted & event.config) != 0 && (told & event.bit()) == 0) {
            waiting |= event.bit();
            tell();
        }
    }

    /** The host has read the log page of an event. */
    public void read(Event event) {
        waiting &= ~event.bit();
        told &= ~event.bit();
    }

    /** Takes out a request that ends otherwise. */
    public void remove(CoreRequest request) {
        requests.remove(request);
    }

    /** Ends all requests and forgets all events: the controller is reset. */
    void reset() {
        waiting = 0;
        told = 0;
        while (!requests.isEmpty()) {
            requests.remove().complete(Status.ABORTED_SQ_DELETION);
        }
    }

    private void tell() {
        for (Event event : EVENTS) {
            if (requests.isEmpty()) {
                return;
            }
            if ((waiting & event.bit()) != 0) {
                waiting &= ~event.bit();
                told |= event.bit();
                CoreRequest request = requests.remove();
                request.result(Integer.toUnsignedLong(event.dw0));
                request.complete(Status.SUCCESS);
            }
        }
    }
}
