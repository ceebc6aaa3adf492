package io.viaduct.core.qpair;

import static io.viaduct.api.memory.Native.ALL;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.nvme.AdminOpcode;
import io.viaduct.api.nvme.Cns;
import io.viaduct.api.nvme.ControllerAttribute;
import io.viaduct.api.nvme.ControllerList;
import io.viaduct.api.nvme.FeatureId;
import io.viaduct.api.nvme.IdentifyCommand;
import io.viaduct.api.nvme.IdentifyController;
import io.viaduct.api.nvme.IdentifyControllerFabrics;
import io.viaduct.api.nvme.IdentifyNamespace;
import io.viaduct.api.nvme.IdentifyNamespaceIndependent;
import io.viaduct.api.nvme.NamespaceIdDescriptor;
import io.viaduct.api.nvme.Sqe;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.nvme.UuidList;
import io.viaduct.api.nvme.Vs;
import io.viaduct.conformance.Proves;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;

class IdentifyTest {
    private static final ValueLayout.OfInt U32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int NO_NAMESPACE = Status.withDnr(Status.INVALID_NAMESPACE_OR_FORMAT);
    private static final int INVALID_FIELD = Status.withDnr(Status.INVALID_FIELD);

    private final Rig rig = new Rig();
    private final FakeDevice disk = Rig.disk();
    private final Host admin;

    IdentifyTest() {
        rig.with(1, disk).with(3, Rig.disk()).with(32, Rig.disk()).publish();
        admin = rig.admin();
    }

    private MemorySegment page(int cns, int nsid) {
        return admin.identify(cns, nsid).ok().page();
    }

    private static void assertZero(MemorySegment page) {
        for (byte b : page.toArray(ValueLayout.JAVA_BYTE)) {
            assertEquals(0, b);
        }
    }

    @Test
    @Proves("features 3.2 Identify controller")
    void shouldSayWhatALinuxHostRequiresOfAController() {
        MemorySegment page = page(Cns.CTRLR, 0);
        assertEquals(admin.cntlid, IdentifyController.cntlid(page, 0));
        assertEquals(Rig.NQN, IdentifyController.subnqnText(page, 0));
        assertEquals(Vs.V2_0, IdentifyController.ver(page, 0));
        assertEquals(1, IdentifyController.kas(page, 0));
        assertEquals((64 + 4096) / 16, IdentifyControllerFabrics.ioccsz(page, 0));
        assertEquals(1, IdentifyControllerFabrics.iorcsz(page, 0));
        assertEquals(0, IdentifyControllerFabrics.icdoff(page, 0));
        assertEquals(1, IdentifyControllerFabrics.msdbd(page, 0));
        assertEquals(1, IdentifyControllerFabrics.ofcs(page, 0));
        assertEquals(0, IdentifyControllerFabrics.ctrattr(page, 0));
        assertEquals(ControllerAttribute.TYPE_IO, IdentifyController.cntrltype(page, 0));
        assertEquals(128, IdentifyController.maxcmd(page, 0));
        assertEquals(0x66, IdentifyController.sqes(page, 0));
        assertEquals(0x44, IdentifyController.cqes(page, 0));
        assertEquals(1 | 1 << 20 | 1 << 21, IdentifyController.sgls(page, 0));
        assertEquals(0b11, IdentifyController.cmic(page, 0));
        assertEquals(5, IdentifyController.mdts(page, 0));
        assertEquals(32, IdentifyController.nn(page, 0));
        assertEquals(32, IdentifyController.mnan(page, 0));
        assertEquals(1 << 8, IdentifyController.oaes(page, 0));
        assertEquals(1 | 1 << 6 | 1 << 9, IdentifyController.ctratt(page, 0));
        assertEquals(3, IdentifyController.acl(page, 0));
        assertEquals(3, IdentifyController.aerl(page, 0));
        assertEquals(0x03, IdentifyController.frmw(page, 0));
        assertEquals(0b11_1111, IdentifyController.lpa(page, 0));
        assertEquals(1, IdentifyController.pels(page, 0));
        assertEquals(63, IdentifyController.elpe(page, 0));
        assertEquals(0x1df, IdentifyController.oncs(page, 0));
        assertEquals(0b101, IdentifyController.vwc(page, 0));
        assertEquals(0, IdentifyController.oacs(page, 0));
        assertEquals(1, IdentifyController.fuses(page, 0));
        assertEquals(0, IdentifyController.anacap(page, 0));
    }

    @Test
    @Proves("features 3.2 temperature thresholds")
    void shouldNameTemperatureThresholdsThatAreNotReached() {
        MemorySegment page = page(Cns.CTRLR, 0);
        int warning = IdentifyController.wctemp(page, 0);
        assertEquals(0x157, warning);
        assertTrue(IdentifyController.cctemp(page, 0) > warning);
        assertEquals(warning, admin.getFeature(FeatureId.TEMPERATURE_THRESHOLD).ok().dw0());
    }

    @Test
    void shouldPadItsStrings() {
        MemorySegment page = page(Cns.CTRLR, 0);
        assertEquals("SN0001", IdentifyController.snText(page, 0).strip());
        assertEquals(' ', page.get(ValueLayout.JAVA_BYTE, 4 + 19));
        assertEquals("Viaduct disk", IdentifyController.mnText(page, 0).strip());
        assertEquals(' ', page.get(ValueLayout.JAVA_BYTE, 24 + 39));
        assertEquals("1.2.3", IdentifyController.frText(page, 0).strip());
    }

    @Test
    @Proves("features 3.2 Identify namespace")
    void shouldDescribeANamespace() {
        MemorySegment page = page(Cns.NS, 1);
        assertEquals(Rig.BLOCKS, IdentifyNamespace.nsze(page, 0));
        assertEquals(Rig.BLOCKS, IdentifyNamespace.ncap(page, 0));
        assertEquals(Rig.BLOCKS, IdentifyNamespace.nuse(page, 0));
        assertEquals(0, IdentifyNamespace.nlbaf(page, 0));
        assertEquals(9, IdentifyNamespace.lbafLbads(page, 0, 0));
        assertEquals(0, IdentifyNamespace.lbafMs(page, 0, 0));
        assertEquals(1, IdentifyNamespace.nmic(page, 0));
        assertEquals(1 | 1 << 3, IdentifyNamespace.dlfeat(page, 0));
        byte[] nguid = new byte[16];
        nguid[15] = 1;
        assertArrayEquals(nguid, IdentifyNamespace.nguid(page, 0));
    }

    @Test
    void shouldSayWhichSizesADevicePrefers() {
        var geometry = new Geometry(512, 8192, 4096, 8, true, 0, 256, 0, 8, 64, 16, 4, true, false);
        rig.with(4, new FakeDevice(geometry, false)).publish();
        MemorySegment page = page(Cns.NS, 4);
        assertEquals(8, IdentifyNamespace.lbafMs(page, 0, 0));
        assertEquals(1 << 4, IdentifyNamespace.flbas(page, 0));
        assertEquals(1, IdentifyNamespace.mc(page, 0));
        assertEquals(1 << 1 | 1 << 4, IdentifyNamespace.nsfeat(page, 0));
        assertEquals(256, IdentifyNamespace.noiob(page, 0));
        assertEquals(7, IdentifyNamespace.npwg(page, 0));
        assertEquals(7, IdentifyNamespace.npwa(page, 0));
        assertEquals(63, IdentifyNamespace.nows(page, 0));
        assertEquals(15, IdentifyNamespace.npdg(page, 0));
        assertEquals(3, IdentifyNamespace.npda(page, 0));
        assertEquals(0, IdentifyNamespace.dlfeat(page, 0));
    }

    @Test
    @Proves({"features 1 inactive namespace", "features 3.2 Identify namespace"})
    void shouldAnswerZeroesForANamespaceThatIsNotThere() {
        assertZero(page(Cns.NS, 2));
        assertZero(page(Cns.NS_IOCS_INDEPENDENT, 2));
        assertEquals(NO_NAMESPACE, admin.identify(Cns.NS, 0).status());
        assertEquals(NO_NAMESPACE, admin.identify(Cns.NS, 33).status());
        assertEquals(NO_NAMESPACE, admin.identify(Cns.NS, -1).status());
    }

    @Test
    @Proves("features 3.2 Identify namespace list")
    void shouldListNamespaces() {
        for (int cns : new int[] {Cns.ACTIVE_NS_LIST, Cns.ACTIVE_NS_LIST_IOCS}) {
            MemorySegment page = page(cns, 0);
            assertEquals(1, page.get(U32, 0));
            assertEquals(3, page.get(U32, 4));
            assertEquals(32, page.get(U32, 8));
            assertEquals(0, page.get(U32, 12));
            page = page(cns, 3);
            assertEquals(32, page.get(U32, 0));
            assertEquals(0, page.get(U32, 4));
            assertZero(page(cns, 32));
            assertEquals(NO_NAMESPACE, admin.identify(cns, -2).status());
            assertEquals(NO_NAMESPACE, admin.identify(cns, -1).status());
        }
    }

    @Test
    @Proves("features 3.2 Identify allocated namespaces")
    void shouldAllocateExactlyTheActiveNamespaces() {
        for (int cns : new int[] {Cns.ALLOCATED_NS_LIST, Cns.ALLOCATED_NS_LIST_IOCS}) {
            MemorySegment page = page(cns, 1);
            assertEquals(3, page.get(U32, 0));
            assertEquals(32, page.get(U32, 4));
            assertEquals(0, page.get(U32, 8));
            assertEquals(NO_NAMESPACE, admin.identify(cns, -1).status());
        }
        assertEquals(-1, page(Cns.NS_ALLOCATED, 1).mismatch(page(Cns.NS, 1)));
        assertZero(page(Cns.NS_ALLOCATED, 2));
        assertEquals(NO_NAMESPACE, admin.identify(Cns.NS_ALLOCATED, 33).status());
        assertEquals(NO_NAMESPACE, admin.identify(Cns.NS_ALLOCATED, -1).status());
        assertZero(page(Cns.NS_ALLOCATED_IOCS, 1));
        assertEquals(NO_NAMESPACE, admin.identify(Cns.NS_ALLOCATED_IOCS, 0).status());
    }

    @Test
    @Proves("features 3.2 Identify controller lists")
    void shouldListControllersFromOneOn() {
        Host second = rig.admin();
        for (int cns : new int[] {Cns.CTRLR_LIST, Cns.NS_ATTACHED_CTRLR_LIST}) {
            assertControllers(cns, 0, admin.cntlid, second.cntlid);
            assertControllers(cns, second.cntlid, second.cntlid);
            assertControllers(cns, second.cntlid + 1);
        }
        assertZero(page(Cns.NS_ATTACHED_CTRLR_LIST, 2));
        assertEquals(NO_NAMESPACE, admin.identify(Cns.NS_ATTACHED_CTRLR_LIST, 0).status());
        assertEquals(NO_NAMESPACE, admin.identify(Cns.NS_ATTACHED_CTRLR_LIST, -1).status());
        second.transport.close();
        rig.settle();
        assertControllers(Cns.CTRLR_LIST, 0, admin.cntlid);
    }

    private void assertControllers(int cns, int from, int... cntlids) {
        MemorySegment page =
                admin.call(
                                AdminOpcode.IDENTIFY,
                                4096,
                                sqe -> {
                                    Sqe.nsid(ALL, sqe, 1);
                                    IdentifyCommand.cns(ALL, sqe, cns);
                                    IdentifyCommand.cntid(ALL, sqe, from);
                                })
                        .ok()
                        .page();
        assertEquals(cntlids.length, ControllerList.count(page, 0));
        for (int i = 0; i < cntlids.length; i++) {
            assertEquals(cntlids[i], ControllerList.cntlid(page, 0, i));
        }
        assertEquals(0, ControllerList.cntlid(page, 0, cntlids.length));
    }

    @Test
    @Proves("features 3.2 Identify UUID list")
    void shouldNameItsVendorsPartsByUuid() {
        MemorySegment page = page(Cns.UUID_LIST, 0);
        assertZero(page.asSlice(0, 32));
        assertEquals(
                UUID.fromString("9d1c3e0a-52f4-4c8e-9a57-3b6f0d2a7e41"), UuidList.uuid(page, 0, 1));
        assertEquals(0x9d, Byte.toUnsignedInt(page.get(ValueLayout.JAVA_BYTE, 48)));
        assertZero(page.asSlice(64));
    }

    @Test
    @Proves("features 3.2 Identify descriptors")
    void shouldListIdentifiersOfANamespace() {
        MemorySegment page = page(Cns.NS_ID_DESCRIPTOR_LIST, 1);
        assertEquals(NamespaceIdDescriptor.NIDT_NGUID, NamespaceIdDescriptor.nidt(page, 0));
        long at = NamespaceIdDescriptor.next(page, 0);
        assertEquals(NamespaceIdDescriptor.NIDT_UUID, NamespaceIdDescriptor.nidt(page, at));
        byte[] uuid =
                page.asSlice(NamespaceIdDescriptor.nid(at), 16).toArray(ValueLayout.JAVA_BYTE);
        assertEquals(disk.uuid().getMostSignificantBits(), ByteBuffer.wrap(uuid).getLong());
        at = NamespaceIdDescriptor.next(page, at);
        assertEquals(NamespaceIdDescriptor.NIDT_CSI, NamespaceIdDescriptor.nidt(page, at));
        assertEquals(0, page.get(ValueLayout.JAVA_BYTE, NamespaceIdDescriptor.nid(at)));
        assertEquals(NO_NAMESPACE, admin.identify(Cns.NS_ID_DESCRIPTOR_LIST, 2).status());
    }

    @Test
    @Proves("features 3.2 Identify command sets")
    void shouldDescribeTheCommandSet() {
        assertZero(page(Cns.NS_IOCS, 1));
        MemorySegment page = page(Cns.NS_IOCS_INDEPENDENT, 1);
        assertEquals(1, IdentifyNamespaceIndependent.nmic(page, 0));
        assertEquals(1, IdentifyNamespaceIndependent.nstat(page, 0));
        page =
                admin.call(
                                AdminOpcode.IDENTIFY,
                                4096,
                                sqe -> {
                                    IdentifyCommand.cns(ALL, sqe, Cns.IOCS);
                                    IdentifyCommand.cntid(ALL, sqe, 0xffff);
                                })
                        .ok()
                        .page();
        assertEquals(1, page.get(U32, 0));
    }

    @Test
    void shouldRefuseOtherCommandSetsAndPages() {
        for (int cns : new int[] {Cns.NS_IOCS, Cns.CTRLR_IOCS, Cns.ACTIVE_NS_LIST_IOCS}) {
            int status =
                    admin.call(
                                    AdminOpcode.IDENTIFY,
                                    4096,
                                    sqe -> {
                                        IdentifyCommand.cns(ALL, sqe, cns);
                                        IdentifyCommand.csi(ALL, sqe, 2);
                                    })
                            .status();
            assertEquals(INVALID_FIELD, status);
        }
        assertEquals(INVALID_FIELD, admin.identify(Cns.SECONDARY_CTRLR_LIST, 0).status());
        assertTrue(admin.transport.completed.isEmpty());
    }

    @Test
    void shouldRefuseTooLittleRoomForAPage() {
        int status =
                admin.call(
                                AdminOpcode.IDENTIFY,
                                4092,
                                sqe -> IdentifyCommand.cns(ALL, sqe, Cns.CTRLR))
                        .status();
        assertEquals(Status.withDnr(Status.DATA_SGL_LENGTH_INVALID), status);
    }
}
