package io.viaduct.core.qpair;

import static io.viaduct.api.memory.Native.ALL;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.viaduct.api.memory.Native;
import io.viaduct.api.nvme.AdminOpcode;
import io.viaduct.api.nvme.Cns;
import io.viaduct.api.nvme.ConnectData;
import io.viaduct.api.nvme.ConnectResponse;
import io.viaduct.api.nvme.ControllerAttribute;
import io.viaduct.api.nvme.DiscoveryEntry;
import io.viaduct.api.nvme.DiscoveryEntryExtended;
import io.viaduct.api.nvme.DiscoveryLog;
import io.viaduct.api.nvme.FeatureId;
import io.viaduct.api.nvme.IdentifyController;
import io.viaduct.api.nvme.LogId;
import io.viaduct.api.nvme.LogPageCommand;
import io.viaduct.api.nvme.Nqn;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.transport.TransportId;
import io.viaduct.conformance.Proves;
import io.viaduct.core.qpair.TargetOptions.DiscoveryFilter;
import io.viaduct.core.qpair.TargetOptions.DuplicateHosts;
import io.viaduct.core.view.DiscoveryView;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Set;

class DiscoveryTest {
    private static final TransportId OTHER = new TransportId("TCP", "IPv4", "10.0.0.1", "4421");

    private static DiscoveryView.Entry entry(
            String subnqn, int subtype, TransportId address, boolean any, String... hosts) {
        return labelled(null, subnqn, subtype, address, any, hosts);
    }

    private static DiscoveryView.Entry labelled(
            String label,
            String subnqn,
            int subtype,
            TransportId address,
            boolean any,
            String... hosts) {
        byte[] tsas = {0, 9};
        return new DiscoveryView.Entry(
                subnqn,
                subtype,
                address,
                3,
                1,
                7,
                ConnectData.CNTLID_DYNAMIC,
                128,
                tsas,
                any,
                Set.of(hosts),
                label);
    }

    private static final DiscoveryView LOG =
            new DiscoveryView(
                    Nqn.DISCOVERY,
                    42,
                    List.of(
                            entry(Nqn.DISCOVERY, 3, Rig.LISTENER, true),
                            entry("nqn.a", 2, Rig.LISTENER, true),
                            entry("nqn.hidden", 2, Rig.LISTENER, false, "nqn.somebody"),
                            labelled("label for b", "nqn.b", 2, OTHER, false, Rig.HOSTNQN)));

    private static Host connect(DiscoveryFilter... filters) {
        var rig =
                new Rig(
                        1,
                        8,
                        new TargetOptions("1", 0, 0, 0, Set.of(filters), DuplicateHosts.ALLOW));
        rig.view = Rig.discovery(LOG);
        rig.publish(rig.view);
        return rig.admin();
    }

    private static long records(Host host) {
        return DiscoveryLog.numrec(log(host, 0, 1024), 0);
    }

    private static MemorySegment log(Host host, long offset, int bytes) {
        return host.log(LogId.DISCOVERY, offset, bytes, true).ok().page();
    }

    @Test
    @Proves({"features 3.4 70h discovery", "features 3.6 log for the host"})
    void shouldListWhatTheHostMaySee() {
        Host host = connect();
        MemorySegment page = log(host, 0, 4096);
        assertEquals(42, DiscoveryLog.genctr(page, 0));
        assertEquals(3, DiscoveryLog.numrec(page, 0));
        assertEquals(0, DiscoveryLog.recfmt(page, 0));
        long first = DiscoveryLog.entry(0, 0);
        assertEquals(DiscoveryEntry.SUBTYPE_DISCOVERY_CURRENT, DiscoveryEntry.subtype(page, first));
        assertEquals(3, DiscoveryEntry.eflags(page, first), "DUPRETINFO, EPCSD");
        long second = DiscoveryLog.entry(0, 1);
        assertEquals(DiscoveryEntry.TRTYPE_TCP, DiscoveryEntry.trtype(page, second));
        assertEquals(DiscoveryEntry.ADRFAM_IPV4, DiscoveryEntry.adrfam(page, second));
        assertEquals(DiscoveryEntry.SUBTYPE_NVME, DiscoveryEntry.subtype(page, second));
        assertEquals(DiscoveryEntry.TREQ_NOT_REQUIRED, DiscoveryEntry.treq(page, second));
        assertEquals(7, DiscoveryEntry.portid(page, second));
        assertEquals(0xffff, DiscoveryEntry.cntlid(page, second));
        assertEquals(128, DiscoveryEntry.asqsz(page, second));
        assertEquals(0, DiscoveryEntry.eflags(page, second));
        assertEquals("4420", DiscoveryEntry.trsvcidText(page, second).strip());
        assertEquals("nqn.a", DiscoveryEntry.subnqnText(page, second));
        assertEquals("127.0.0.1", DiscoveryEntry.traddrText(page, second).strip());
        assertEquals(9, page.get(ValueLayout.JAVA_BYTE, second + 769));
        long third = DiscoveryLog.entry(0, 2);
        assertEquals("nqn.b", DiscoveryEntry.subnqnText(page, third));
    }

    @Test
    @Proves("features 3.6 filters")
    void shouldFilterByTheListener() {
        assertEquals(3, records(connect(DiscoveryFilter.TRANSPORT)));
        assertEquals(2, records(connect(DiscoveryFilter.ADDRESS)));
        assertEquals(2, records(connect(DiscoveryFilter.TRANSPORT, DiscoveryFilter.SVCID)));
    }

    @Test
    @Proves({"features 3.4 offset", "features 3.6 any part of the log"})
    void shouldServeAnyPartOfTheLog() {
        Host host = connect();
        MemorySegment whole = log(host, 0, 4096);
        for (int[] part : new int[][] {{0, 4}, {1020, 8}, {1024, 1024}, {1500, 2000}, {4092, 4}}) {
            MemorySegment piece = log(host, part[0], part[1]);
            assertEquals(-1, whole.asSlice(part[0], part[1]).mismatch(piece));
        }
        MemorySegment beyond = log(host, 4000, 1024);
        assertEquals(-1, whole.asSlice(4000, 96).mismatch(beyond.asSlice(0, 96)));
        for (int i = 96; i < 1024; i++) {
            assertEquals(0, beyond.get(ValueLayout.JAVA_BYTE, i));
        }
        log(host, 4096, 4);
        int invalid = Status.withDnr(Status.INVALID_FIELD);
        assertEquals(invalid, host.log(LogId.DISCOVERY, 4100, 4, true).status());
        assertEquals(invalid, host.log(LogId.DISCOVERY, 2, 4, true).status());
    }

    @Test
    @Proves("features 3.6 discovery controller")
    void shouldSayWhatADiscoveryControllerIs() {
        Host host = connect();
        MemorySegment page = host.identify(Cns.CTRLR, 0).ok().page();
        assertEquals(ControllerAttribute.TYPE_DISCOVERY, IdentifyController.cntrltype(page, 0));
        assertEquals(Nqn.DISCOVERY, IdentifyController.subnqnText(page, 0));
        assertEquals(1 << 31, IdentifyController.oaes(page, 0));
        assertEquals(1 << 2, IdentifyController.lpa(page, 0));
        assertEquals(0, IdentifyController.nn(page, 0));
        assertEquals(0, IdentifyController.oncs(page, 0));
        assertEquals(host.cntlid, IdentifyController.cntlid(page, 0));
        assertEquals(
                Status.withDnr(Status.INVALID_FIELD),
                host.identify(Cns.ACTIVE_NS_LIST, 0).status());
    }

    @Test
    @Proves("features 3.6 discovery controller")
    void shouldServeNeitherIoQueuesNorOtherLogs() {
        Host host = connect();
        var io = host.rig.host();
        var answer = io.connect(1, host.cntlid, sqe -> {}, at -> {});
        assertEquals(Status.FABRICS_INVALID_PARAM, answer.status());
        assertEquals(ConnectResponse.IPO_QID, ConnectResponse.ipo(answer.dw0()));
        assertEquals(
                Status.withDnr(Status.INVALID_LOG_PAGE),
                host.log(LogId.HEALTH_INFORMATION, 0, 512, true).status());
        assertEquals(
                Status.withDnr(Status.INVALID_FIELD),
                host.getFeature(FeatureId.NUMBER_OF_QUEUES).status());
    }

    @Test
    @Proves("features 3.6 keep alive of two minutes")
    void shouldGiveTwoMinutesToAHostThatNamesNoTime() {
        Host host = connect();
        assertEquals(120_000, host.getFeature(FeatureId.KEEP_ALIVE_TIMER).ok().dw0());
        host.rig.advance(119_000_000_000L);
        host.call(AdminOpcode.KEEP_ALIVE, 0, sqe -> {}).ok();
        host.rig.advance(119_000_000_000L);
        assertNull(host.transport.disconnectedWhy);
        host.rig.advance(1_000_000_000L);
        assertNotNull(host.transport.disconnectedWhy);
    }

    @Test
    void shouldLetAHostInAtAnyListener() {
        Host host = connect();
        assertEquals(Set.of(), host.rig.view.listeners());
        host.rig
                .host()
                .connect(0, ConnectData.CNTLID_DYNAMIC, sqe -> {}, at -> Native.zero(at, 16))
                .ok();
    }

    private static MemorySegment kind(Host host, int lsp, int bytes) {
        return host.call(
                        AdminOpcode.GET_LOG_PAGE,
                        bytes,
                        sqe -> {
                            LogPageCommand.lid(ALL, sqe, LogId.DISCOVERY);
                            LogPageCommand.lsp(ALL, sqe, lsp);
                            LogPageCommand.numd(ALL, sqe, bytes / 4 - 1);
                        })
                .ok()
                .page();
    }

    @Test
    @Proves("features 3.6 extended entries")
    void shouldExtendEntriesByTheLabelOfTheirSubsystem() {
        Host host = connect();
        MemorySegment page = kind(host, DiscoveryLog.EXTENDED, 8192);
        assertEquals(3, DiscoveryLog.numrec(page, 0));
        assertEquals(DiscoveryLog.EXTENDED, DiscoveryLog.dlpf(page, 0));
        long at = DiscoveryLog.LENGTH;
        assertEquals(1032, DiscoveryEntryExtended.tel(page, at));
        assertEquals(0, DiscoveryEntryExtended.numexat(page, at));
        at += 1032;
        assertEquals("nqn.a", DiscoveryEntry.subnqnText(page, at));
        at += 1032;
        assertEquals("nqn.b", DiscoveryEntry.subnqnText(page, at));
        assertEquals(1032 + 4 + 12, DiscoveryEntryExtended.tel(page, at));
        assertEquals(1, DiscoveryEntryExtended.numexat(page, at));
        assertEquals(
                DiscoveryEntryExtended.ATTRIBUTE_ADMIN_LABEL,
                DiscoveryEntryExtended.attributeType(page, at));
        assertEquals("label for b", DiscoveryEntryExtended.attributeText(page, at));
        assertEquals(at + 1032 + 4 + 12, DiscoveryLog.tdlpl(page, 0));
    }

    @Test
    @Proves("features 3.6 port local entries")
    void shouldListOnlyThePortWhereTheHostCameInWhenItAsksForThat() {
        MemorySegment page = kind(connect(), DiscoveryLog.PORT_LOCAL, 4096);
        assertEquals(2, DiscoveryLog.numrec(page, 0));
        assertEquals(DiscoveryLog.PORT_LOCAL, DiscoveryLog.dlpf(page, 0));
        long first = DiscoveryLog.entry(0, 0);
        assertEquals(DiscoveryEntry.EFLAGS_EPCSD, DiscoveryEntry.eflags(page, first));
        assertEquals("nqn.a", DiscoveryEntry.subnqnText(page, DiscoveryLog.entry(0, 1)));
    }

    @Test
    @Proves("features 3.6 port local entries")
    void shouldSayThatItHasNoEntriesOfAllSubsystemsWhateverTheHostAsks() {
        Host host = connect();
        MemorySegment logs = host.log(LogId.SUPPORTED_LOG_PAGES, 0, 1024, false).ok().page();
        int kinds = logs.get(ValueLayout.JAVA_INT_UNALIGNED, LogId.DISCOVERY * 4L) >>> 16;
        assertEquals(DiscoveryLog.EXTENDED | DiscoveryLog.PORT_LOCAL, kinds);
        MemorySegment plain = kind(host, 0, 4096);
        MemorySegment page = kind(host, DiscoveryLog.ALL_SUBSYSTEMS, 4096);
        assertEquals(0, DiscoveryLog.dlpf(page, 0));
        assertEquals(-1, page.mismatch(plain));
    }

    @Test
    @Proves("features 3.6 unique discovery NQN")
    void shouldAnswerToItsUniqueNameAndToTheWellKnownOne() {
        Rig rig = new Rig();
        String unique = "nqn.2026-01.io.viaduct:discovery";
        rig.publish(Rig.discovery(new DiscoveryView(unique, 1, List.of())));
        for (String name : List.of(unique, Nqn.DISCOVERY)) {
            Host host = rig.host();
            host.connect(
                            0,
                            ConnectData.CNTLID_DYNAMIC,
                            sqe -> {},
                            at -> ConnectData.subnqnText(ALL, at, name))
                    .ok();
            MemorySegment page = host.enable().identify(Cns.CTRLR, 0).ok().page();
            assertEquals(unique, IdentifyController.subnqnText(page, 0));
        }
        assertEquals(2, rig.targets.getFirst().controllers(Nqn.DISCOVERY).size());
    }
}
