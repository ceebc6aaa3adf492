package io.viaduct.core.command;

import static io.viaduct.api.memory.Native.ALL;

import io.viaduct.api.nvme.Cns;
import io.viaduct.api.nvme.CommandSet;
import io.viaduct.api.nvme.IdentifyCommand;
import io.viaduct.api.nvme.IdentifyControllerNvm;
import io.viaduct.api.nvme.Limits;
import io.viaduct.api.nvme.NamespaceIdDescriptor;
import io.viaduct.api.nvme.Sqe;
import io.viaduct.api.nvme.Status;
import io.viaduct.core.controller.Controller;
import io.viaduct.core.qpair.CoreRequest;
import io.viaduct.core.qpair.Execution;
import io.viaduct.core.view.CommandLimits;
import io.viaduct.core.view.NamespaceView;
import io.viaduct.core.view.SubsystemView;

/** Identify. */
final class IdentifyCommands {
    private static final int CNS_OFFSET = 40;
    private static final int CSI_OFFSET = 47;

    /** CNTID for the controller that is asked. */
    private static final int CNTID_SELF = 0xffff;

    private static final Execution CONTROLLER =
            request -> {
                long page = Reply.page(request);
                IdentifyControllerPage.write(request.qpair().controller(), page);
                Reply.send(request, page);
            };

    private static final Execution CONTROLLER_NVM = IdentifyCommands::controllerNvm;

    /** All zeroes: no protection information beyond that of Identify Namespace. */
    private static final Execution NOTHING = request -> Reply.send(request, Reply.page(request));

    private static final Execution NAMESPACE =
            request -> namespace(request, IdentifyNamespacePage::write);
    private static final Execution NAMESPACE_INDEPENDENT =
            request -> namespace(request, IdentifyNamespacePage::writeIndependent);
    private static final Execution NAMESPACE_IDS =
            request -> namespace(request, IdentifyCommands::writeIds);

    /** Writes what it says of a namespace to a zeroed page. */
    private interface NamespaceWriter {
        void write(SubsystemView subsystem, NamespaceView namespace, long page);
    }

    private IdentifyCommands() {}

    static int parse(CoreRequest request) {
        int cns = IdentifyCommand.cns(ALL, request.sqe());
        if (cns != Cns.CTRLR && request.qpair().controller().discovery()) {
            return request.invalidField(CNS_OFFSET, 0);
        }
        return switch (cns) {
            case Cns.CTRLR -> page(request, CONTROLLER);
            // What is allocated is active: there is no namespace management, nor masking.
            case Cns.NS, Cns.NS_ALLOCATED -> knownNamespace(request, NAMESPACE);
            case Cns.NS_ID_DESCRIPTOR_LIST -> activeNamespace(request, NAMESPACE_IDS);
            case Cns.NS_IOCS_INDEPENDENT -> knownNamespace(request, NAMESPACE_INDEPENDENT);
            case Cns.ACTIVE_NS_LIST, Cns.ALLOCATED_NS_LIST -> namespaceList(request);
            case Cns.NS_ATTACHED_CTRLR_LIST ->
                    knownNamespace(request, IdentifyLists.ATTACHED_CONTROLLERS);
            case Cns.CTRLR_LIST -> page(request, IdentifyLists.CONTROLLERS);
            case Cns.UUID_LIST -> page(request, IdentifyLists.UUIDS);
            case Cns.IOCS -> commandSets(request);
            case Cns.NS_IOCS,
                    Cns.NS_ALLOCATED_IOCS,
                    Cns.CTRLR_IOCS,
                    Cns.ACTIVE_NS_LIST_IOCS,
                    Cns.ALLOCATED_NS_LIST_IOCS ->
                    ofCommandSet(request, cns);
            default -> request.invalidField(CNS_OFFSET, 0);
        };
    }

    private static int ofCommandSet(CoreRequest request, int cns) {
        if (IdentifyCommand.csi(ALL, request.sqe()) != CommandSet.NVM) {
            return request.invalidField(CSI_OFFSET, 0);
        }
        return switch (cns) {
            case Cns.NS_IOCS, Cns.NS_ALLOCATED_IOCS -> knownNamespace(request, NOTHING);
            case Cns.CTRLR_IOCS -> page(request, CONTROLLER_NVM);
            default -> namespaceList(request);
        };
    }

    private static int page(CoreRequest request, Execution execution) {
        int status = request.toHost(Limits.IDENTIFY_LENGTH);
        return status == Status.SUCCESS ? request.executedBy(execution) : status;
    }

    /** The identifier may be that of a namespace, which need not be active. */
    private static int knownNamespace(CoreRequest request, Execution execution) {
        int nsid = Sqe.nsid(ALL, request.sqe());
        int highest = request.qpair().subsystem().view().maxNamespaces();
        boolean valid = nsid != 0 && Integer.compareUnsigned(nsid, highest) <= 0;
        return valid ? page(request, execution) : IoCommands.NO_NAMESPACE;
    }

    private static int activeNamespace(CoreRequest request, Execution execution) {
        return IoCommands.namespace(request) == null
                ? IoCommands.NO_NAMESPACE
                : page(request, execution);
    }

    private static int namespaceList(CoreRequest request) {
        int after = Sqe.nsid(ALL, request.sqe());
        boolean valid = Integer.compareUnsigned(after, Limits.BROADCAST_NSID - 1) < 0;
        return valid ? page(request, IdentifyLists.NAMESPACES) : IoCommands.NO_NAMESPACE;
    }

    private static int commandSets(CoreRequest request) {
        int cntid = IdentifyCommand.cntid(ALL, request.sqe());
        Controller controller = request.qpair().controller();
        return cntid == CNTID_SELF || cntid == controller.association().cntlid()
                ? page(request, IdentifyLists.COMMAND_SETS)
                : Status.withDnr(Status.INVALID_CTRLR_ID);
    }

    private static void controllerNvm(CoreRequest request) {
        CommandLimits limits = request.qpair().subsystem().view().limits();
        long page = Reply.page(request);
        IdentifyControllerNvm.vsl(ALL, page, VerifyCommands.LENGTH_POWER);
        IdentifyControllerNvm.wzsl(ALL, page, limits.wzsl());
        IdentifyControllerNvm.wusl(ALL, page, WriteUncorrectableCommands.LENGTH_POWER);
        IdentifyControllerNvm.dmrl(ALL, page, DeallocateCommands.rangesMax(limits));
        IdentifyControllerNvm.dmrsl(ALL, page, (int) limits.dmrsl());
        IdentifyControllerNvm.dmsl(ALL, page, DeallocateCommands.blocksMax(limits));
        Reply.send(request, page);
    }

    /** An inactive namespace is all zeroes. */
    private static void namespace(CoreRequest request, NamespaceWriter writer) {
        long page = Reply.page(request);
        var slot = IoCommands.namespace(request);
        if (slot != null) {
            writer.write(request.qpair().subsystem().view(), slot.view(), page);
        }
        Reply.send(request, page);
    }

    private static void writeIds(SubsystemView subsystem, NamespaceView namespace, long page) {
        long at = page;
        if (namespace.eui64() != null) {
            at =
                    NamespaceIdDescriptor.write(
                            ALL, at, NamespaceIdDescriptor.NIDT_EUI64, namespace.eui64());
        }
        if (namespace.nguid() != null) {
            at =
                    NamespaceIdDescriptor.write(
                            ALL, at, NamespaceIdDescriptor.NIDT_NGUID, namespace.nguid());
        }
        at = NamespaceIdDescriptor.writeUuid(ALL, at, namespace.uuid());
        NamespaceIdDescriptor.writeCsi(ALL, at, CommandSet.NVM);
    }
}
