package io.viaduct.core.qpair;

import static io.viaduct.api.memory.Native.ALL;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;

import io.viaduct.api.nvme.ConnectCommand;
import io.viaduct.api.nvme.ConnectData;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.transport.TransportOptions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

class RequestMemoryTest {
    private static final int QUEUES = 64;

    /** Idle, depth 128: what the architecture allows. */
    private static final int HEAP_MAX = 16 * 1024;

    @Test
    void shouldPromiseNoMoreThanThereIs() throws IOException {
        var regions = new FakeMemory();
        var memory = new RequestMemory("test", regions);
        regions.exhaust();
        assertTrue(memory.reserve(RequestMemory.REGION_CHUNKS));
        assertFalse(memory.reserve(1));
        Set<Long> chunks = new HashSet<>();
        for (int i = 0; i < RequestMemory.REGION_CHUNKS; i++) {
            chunks.add(memory.take());
        }
        assertEquals(RequestMemory.REGION_CHUNKS, chunks.size());
        memory.giveBack(chunks, RequestMemory.REGION_CHUNKS);
        assertTrue(memory.reserve(1));
        assertTrue(chunks.contains(memory.take()));
        memory.close();
        assertEquals(0, regions.regions());
    }

    @Test
    @Timeout(60)
    void shouldMapFurtherRegionsAheadOfNeed() throws Exception {
        var regions = new FakeMemory();
        var memory = new RequestMemory("test", regions);
        assertTrue(memory.reserve(RequestMemory.REGION_CHUNKS - 1));
        assertTrue(regions.awaitRegions(2));
        while (!memory.reserve(RequestMemory.REGION_CHUNKS)) {
            Thread.onSpinWait();
        }
        memory.close();
    }

    @Test
    void shouldBeBusyWhenThereIsNoMemoryForAQueue() {
        var rig = new Rig();
        rig.options = new TransportOptions(65535, 127, 4096, 131072, 131072, 4096, 1, 1, 0);
        rig.publish();
        rig.memory.exhaust();
        List<Host> hosts = new ArrayList<>();
        int status = Status.SUCCESS;
        while (status == Status.SUCCESS) {
            Host host = rig.host();
            hosts.add(host);
            Host.Answer answer =
                    host.connect(
                            0,
                            ConnectData.CNTLID_DYNAMIC,
                            sqe -> ConnectCommand.sqsize(ALL, sqe, 4000),
                            at -> {});
            for (int i = 0; i < 100 && answer == null; i++) {
                rig.advance(10_000_000);
                answer = host.answer();
            }
            status = answer.status();
        }
        assertEquals(Status.FABRICS_CONTROLLER_BUSY, status);
        Host full = hosts.getLast();
        hosts.getFirst().transport.close();
        rig.settle();
        full.connectAdmin(sqe -> ConnectCommand.sqsize(ALL, sqe, 4000));
    }

    @Test
    void shouldKeepAnIdleConnectionSmall() {
        var rig = new Rig();
        rig.publish();
        Host admin = rig.admin();
        rig.io(admin, 1, 0);
        var thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long spent = 0;
        for (int qid = 2; qid < QUEUES; qid++) {
            long before = thread.getCurrentThreadAllocatedBytes();
            CoreQpair qpair = new Host(rig, 0, false).qpair;
            spent += thread.getCurrentThreadAllocatedBytes() - before;
            assertTrue(qpair.reserve(128));
        }
        long each = spent / (QUEUES - 2);
        assertTrue(each < HEAP_MAX, each + " bytes");
        assertEquals(1, rig.memory.regions(), "64 queues fit into one region of 8 MiB");
    }
}
