package io.viaduct.core.command;

import static io.viaduct.api.memory.Native.ALL;

import io.viaduct.api.memory.Native;
import io.viaduct.api.nvme.CommandEffects;
import io.viaduct.api.nvme.CommandSet;
import io.viaduct.api.nvme.Limits;
import io.viaduct.api.nvme.LogPageCommand;
import io.viaduct.core.qpair.CoreRequest;

/** A log of a fixed length that fits into a page. */
record FixedLogPage(CoreRequest request, int lid) implements LogPage {
    @Override
    public long length() {
        return LogPages.length(lid);
    }

    @Override
    public void write(LogWindow window, long scratch) {
        Native.zero(scratch, Limits.IDENTIFY_LENGTH);
        LogPages.write(request, lid, scratch);
        if (LogPageCommand.csi(ALL, request.sqe()) != CommandSet.NVM) {
            // nvme-cli asks for every command set it knows: of others nothing is supported.
            Native.zero(scratch + CommandEffects.IO_OFFSET, CommandEffects.IO_LENGTH);
        }
        window.put(0, scratch, LogPages.length(lid));
    }
}
