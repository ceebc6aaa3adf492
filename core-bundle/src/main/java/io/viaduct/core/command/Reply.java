package io.viaduct.core.command;

import io.viaduct.api.memory.Native;
import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.nvme.Limits;
import io.viaduct.api.nvme.Status;
import io.viaduct.core.qpair.CoreRequest;

/** Data that a controller makes itself: put together in a page, then copied to the request. */
final class Reply {
    private Reply() {}

    /** A zeroed page of 4 KiB, until the next one is asked for on the same reactor. */
    static long page(CoreRequest request) {
        long page = request.qpair().target().scratch();
        Native.zero(page, Limits.IDENTIFY_LENGTH);
        return page;
    }

    /** Ends a request for at most a page with that page. */
    static void send(CoreRequest request, long page) {
        request.data().copyFrom(0, page, request.dataLength());
        request.complete(Status.SUCCESS);
    }

    /** Zeroes the memory of a request, which held somebody else's data before. */
    static void zero(SegmentList data) {
        for (int i = 0; i < data.count(); i++) {
            Native.zero(data.address(i), data.length(i));
        }
    }
}
