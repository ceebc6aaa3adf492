package io.viaduct.core.command;

import static io.viaduct.api.memory.Native.ALL;

import io.viaduct.api.nvme.ControllerAttribute;
import io.viaduct.api.nvme.Cqe;
import io.viaduct.api.nvme.IdentifyController;
import io.viaduct.api.nvme.IdentifyControllerFabrics;
import io.viaduct.api.nvme.Limits;
import io.viaduct.api.nvme.Sqe;
import io.viaduct.api.transport.TransportOptions;
import io.viaduct.core.controller.AsyncEvents;
import io.viaduct.core.controller.Controller;
import io.viaduct.core.controller.ControllerProperties;
import io.viaduct.core.controller.ErrorLog;
import io.viaduct.core.controller.Features;
import io.viaduct.core.qpair.CoreQpair;
import io.viaduct.core.qpair.TargetOptions;
import io.viaduct.core.view.SubsystemView;

/** Identify Controller: nothing is said here that is not done elsewhere. */
final class IdentifyControllerPage {
    /** Log2 of the entry sizes, least and most: 64 and 16 bytes. */
    private static final int SQES = 0x66;

    private static final int CQES = 0x44;

    /** Commands that a host had better send together; what nvmet says. */
    private static final int ARBITRATION_BURST = 6;

    /** Capsule sizes are told in units of 16 bytes. */
    private static final int CAPSULE_UNIT = 16;

    private IdentifyControllerPage() {}

    static void write(Controller controller, long page) {
        writeIdentity(controller, page);
        writeAdmin(controller, page);
        if (!controller.discovery()) {
            writeNvm(controller, page);
        }
        writeFabrics(controller, page);
    }

    private static void writeIdentity(Controller controller, long page) {
        SubsystemView view = controller.subsystem().view();
        TargetOptions options = controller.admin().target().shared().options();
        boolean discovery = controller.discovery();
        IdentifyController.snText(ALL, page, view.serialNumber());
        IdentifyController.mnText(ALL, page, view.modelNumber());
        IdentifyController.frText(ALL, page, options.firmwareRevision());
        IdentifyController.rab(ALL, page, ARBITRATION_BURST);
        IdentifyController.cntlid(ALL, page, controller.association().cntlid());
        IdentifyController.ver(ALL, page, ControllerProperties.VERSION);
        IdentifyController.cntrltype(
                ALL,
                page,
                discovery ? ControllerAttribute.TYPE_DISCOVERY : ControllerAttribute.TYPE_IO);
        IdentifyController.subnqnText(ALL, page, view.identifiedAs());
        IdentifyController.crdt1(ALL, page, options.crdt1());
        IdentifyController.crdt2(ALL, page, options.crdt2());
        IdentifyController.crdt3(ALL, page, options.crdt3());
    }

    private static void writeAdmin(Controller controller, long page) {
        TransportOptions options = controller.admin().options();
        boolean discovery = controller.discovery();
        int pages = options.maxIoSize() / Limits.PAGE_SIZE_MIN;
        IdentifyController.mdts(ALL, page, Integer.numberOfTrailingZeros(pages));
        IdentifyController.oaes(ALL, page, controller.eventsOffered());
        IdentifyController.acl(ALL, page, Controller.ABORTS_MAX - 1);
        IdentifyController.aerl(ALL, page, AsyncEvents.REQUESTS_MAX - 1);
        IdentifyController.elpe(ALL, page, ErrorLog.ENTRIES - 1);
        IdentifyController.kas(ALL, page, options.kas());
        int lpa = ControllerAttribute.LPA_LPEDS;
        if (!discovery) {
            lpa |=
                    ControllerAttribute.LPA_SMARTS
                            | ControllerAttribute.LPA_CSES
                            | ControllerAttribute.LPA_TS
                            | ControllerAttribute.LPA_PES
                            | ControllerAttribute.LPA_MLPS;
            IdentifyController.pels(ALL, page, 1);
            IdentifyController.frmw(
                    ALL,
                    page,
                    ControllerAttribute.FRMW_SLOT1_RO
                            | 1 << ControllerAttribute.FRMW_NUM_SLOTS_SHIFT);
        }
        IdentifyController.lpa(ALL, page, lpa);
        IdentifyController.ctratt(
                ALL,
                page,
                ControllerAttribute.CTRATT_HIDS
                        | (discovery
                                ? 0
                                : ControllerAttribute.CTRATT_TBKAS
                                        | ControllerAttribute.CTRATT_ULIST));
    }

    private static void writeNvm(Controller controller, long page) {
        int namespaces = controller.subsystem().view().maxNamespaces();
        IdentifyController.cmic(
                ALL, page, ControllerAttribute.CMIC_MPORTS | ControllerAttribute.CMIC_MCTRS);
        IdentifyController.sqes(ALL, page, SQES);
        IdentifyController.cqes(ALL, page, CQES);
        IdentifyController.nn(ALL, page, namespaces);
        IdentifyController.mnan(ALL, page, namespaces);
        IdentifyController.wctemp(ALL, page, Features.WARNING_TEMPERATURE);
        IdentifyController.cctemp(ALL, page, Features.CRITICAL_TEMPERATURE);
        IdentifyController.oncs(
                ALL,
                page,
                ControllerAttribute.ONCS_NVMCMPS
                        | ControllerAttribute.ONCS_NVMWUSV
                        | ControllerAttribute.ONCS_NVMDSMSV
                        | ControllerAttribute.ONCS_NVMWZSV
                        | ControllerAttribute.ONCS_SSFS
                        | ControllerAttribute.ONCS_TSS
                        | ControllerAttribute.ONCS_NVMVFYS
                        | ControllerAttribute.ONCS_NVMCPYS);
        IdentifyController.fuses(ALL, page, ControllerAttribute.FUSES_FCWS);
        IdentifyController.ocfs(ALL, page, ControllerAttribute.OCFS_COPY_FORMAT0);
        // Present for all: a namespace that has one may be added while the host is connected.
        IdentifyController.vwc(
                ALL,
                page,
                ControllerAttribute.VWC_PRESENT
                        | ControllerAttribute.VWC_FLUSH_BROADCAST_NOT_SUPPORTED);
    }

    private static void writeFabrics(Controller controller, long page) {
        CoreQpair admin = controller.admin();
        String trtype = controller.association().trtype();
        IdentifyController.sgls(ALL, page, sgls(trtype, admin.hostMemory()));
        if (admin.hostMemory()) {
            return;
        }
        IdentifyController.maxcmd(ALL, page, admin.options().maxQueueDepth());
        if (!controller.discovery()) {
            int capsule = Sqe.LENGTH + admin.options().inCapsuleDataSize();
            IdentifyControllerFabrics.ioccsz(ALL, page, capsule / CAPSULE_UNIT);
            IdentifyControllerFabrics.iorcsz(ALL, page, Cqe.LENGTH / CAPSULE_UNIT);
            IdentifyControllerFabrics.ofcs(ALL, page, IdentifyControllerFabrics.OFCS_DISCONNECT);
            IdentifyControllerFabrics.ctrattr(
                    ALL,
                    page,
                    controller.subsystem().view().controllers().named()
                            ? IdentifyControllerFabrics.CTRATTR_STATIC
                            : 0);
        }
        IdentifyControllerFabrics.msdbd(ALL, page, 1);
    }

    /** Which SGL descriptors the transport takes, see the table of the transports' bindings. */
    private static int sgls(String trtype, boolean hostMemory) {
        int offset = ControllerAttribute.SGLS_SGL_OFFSET;
        return ControllerAttribute.SGLS_SUPPORTED
                | switch (trtype) {
                    case "TCP" -> offset | ControllerAttribute.SGLS_TRANSPORT_SGL;
                    case "RDMA" -> offset | ControllerAttribute.SGLS_KEYED_SGL;
                    case "FC" -> ControllerAttribute.SGLS_TRANSPORT_SGL;
                    default -> hostMemory ? 0 : offset;
                };
    }
}
