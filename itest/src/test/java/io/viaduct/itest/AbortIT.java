package io.viaduct.itest;

import static org.junit.Assert.assertEquals;

import io.viaduct.testkit.host.HostCommand;
import io.viaduct.testkit.host.HostController;
import io.viaduct.testkit.host.HostResponse;

import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.FrameworkUtil;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A host aborts commands that a slow device has: it gets them back long before they are done. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class AbortIT {
    private static final int NSID = 1;
    private static final String FAST = "Fast";
    private static final String SLOW = "Slow";

    /** Far longer than the test may take. */
    private static final int LATENCY_US = 600_000_000;

    private static final int ABORT = 0x08;
    private static final int QUEUE = 1;
    private static final int NOT_ABORTED = 1;
    private static final int ABORTED_BY_REQUEST = 0x007;
    private static final int COMMANDS = 8;

    @Configuration
    public Option[] platform() throws IOException {
        return new Option[] {Distribution.platform(), HostedTarget.hosts()};
    }

    @Test
    public void shouldGiveBackCommandsThatADeviceHas() throws Exception {
        HostedTarget target =
                new HostedTarget(FrameworkUtil.getBundle(AbortIT.class).getBundleContext());
        target.makeDisk(FAST);
        makeSlow(target);
        target.addNamespace(NSID, SLOW);
        try (ConnectedHost host = target.connect()) {
            List<Integer> sent = new ArrayList<>();
            for (int i = 0; i < COMMANDS; i++) {
                sent.add(
                        i % 2 == 0
                                ? host.queue()
                                        .send(
                                                HostCommand.read(
                                                        NSID, i, 1, ConnectedHost.BLOCK_SIZE))
                                : host.sendWrite(NSID, i));
            }
            for (int cid : sent) {
                while (abort(host, cid) == NOT_ABORTED) {
                    // It is still on its way to the device, on another connection than the Abort.
                    Thread.onSpinWait();
                }
            }
            for (int cid : sent) {
                HostResponse response = host.queue().await(cid);
                assertEquals(ABORTED_BY_REQUEST, response.code());
            }
            assertEquals("it is over", NOT_ABORTED, abort(host, sent.getFirst()));
        }
        target.close();
    }

    /** It is slow only once it has been looked at, which would keep it from being deleted. */
    private static void makeSlow(HostedTarget target) throws Exception {
        List<String> latencies = List.of("avg_read", "p99_read", "avg_write", "p99_write");
        Map<String, Object> made = new HashMap<>(Map.of("name", SLOW, "base_bdev_name", FAST));
        latencies.forEach(which -> made.put(which + "_latency", 1));
        target.call("bdev_delay_create", made);
        target.call("bdev_wait_for_examine", null);
        for (String which : latencies) {
            target.call(
                    "bdev_delay_update_latency",
                    Map.of(
                            "delay_bdev_name", SLOW,
                            "latency_type", which,
                            "latency_us", LATENCY_US));
        }
    }

    private static int abort(ConnectedHost host, int cid) throws IOException {
        HostCommand command = HostCommand.of(ABORT, 0).cdw(10, cid << 16 | QUEUE);
        HostResponse response = host.admin(command);
        HostController.require(response, "Abort");
        return response.dw0() & 1;
    }
}
