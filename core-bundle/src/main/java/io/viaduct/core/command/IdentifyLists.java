package io.viaduct.core.command;

import static io.viaduct.api.memory.Native.ALL;
import static io.viaduct.api.memory.Native.putI32;
import static io.viaduct.api.memory.Native.putI64;

import io.viaduct.api.nvme.CommandSet;
import io.viaduct.api.nvme.ControllerList;
import io.viaduct.api.nvme.IdentifyCommand;
import io.viaduct.api.nvme.Limits;
import io.viaduct.api.nvme.Sqe;
import io.viaduct.api.nvme.UuidList;
import io.viaduct.core.qpair.CoreRequest;
import io.viaduct.core.qpair.Execution;
import io.viaduct.core.view.NamespaceView;
import io.viaduct.core.view.SubsystemView;

import java.util.UUID;

/** Identify, where the answer is a list: of namespaces, controllers, UUIDs or command sets. */
final class IdentifyLists {
    /** Names the vendor specific parts of this controller: what is in its telemetry logs. */
    static final UUID VENDOR = UUID.fromString("9d1c3e0a-52f4-4c8e-9a57-3b6f0d2a7e41");

    /** The NVM command set, in a vector of an I/O Command Set Combination. */
    private static final long IOCS_NVM = 1 << CommandSet.NVM;

    static final Execution COMMAND_SETS =
            request -> {
                long page = Reply.page(request);
                putI64(page, IOCS_NVM);
                Reply.send(request, page);
            };

    static final Execution UUIDS =
            request -> {
                long page = Reply.page(request);
                UuidList.uuid(ALL, page, 1, VENDOR);
                Reply.send(request, page);
            };

    static final Execution NAMESPACES = IdentifyLists::namespaces;
    static final Execution CONTROLLERS = IdentifyLists::controllers;
    static final Execution ATTACHED_CONTROLLERS = IdentifyLists::attachedControllers;

    private IdentifyLists() {}

    private static void namespaces(CoreRequest request) {
        int after = Sqe.nsid(ALL, request.sqe());
        long page = Reply.page(request);
        long at = page;
        for (NamespaceView namespace : request.qpair().subsystem().view().namespaces()) {
            boolean listed = Integer.compareUnsigned(namespace.nsid(), after) > 0;
            if (listed && at < page + Limits.IDENTIFY_LENGTH) {
                putI32(at, namespace.nsid());
                at += Integer.BYTES;
            }
        }
        Reply.send(request, page);
    }

    /** Every namespace is attached to every controller; one that is not there, to none. */
    private static void attachedControllers(CoreRequest request) {
        if (IoCommands.namespace(request) == null) {
            Reply.send(request, Reply.page(request));
        } else {
            controllers(request);
        }
    }

    private static void controllers(CoreRequest request) {
        SubsystemView subsystem = request.qpair().subsystem().view();
        int from = IdentifyCommand.cntid(ALL, request.sqe());
        long page = Reply.page(request);
        int count = 0;
        for (int cntlid :
                request.qpair().target().shared().directory().list(subsystem.nqn(), from)) {
            if (count < ControllerList.ENTRIES_MAX) {
                ControllerList.cntlid(ALL, page, count, cntlid);
                count++;
            }
        }
        ControllerList.count(ALL, page, count);
        Reply.send(request, page);
    }
}
