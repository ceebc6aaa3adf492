package io.viaduct.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.BdevRegistration;
import io.viaduct.api.bdev.BdevRegistration.Departure;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.core.bdev.BdevStatisticsMethods;
import io.viaduct.core.bdev.BdevStatisticsMethods.GetIostat;
import io.viaduct.core.bdev.QueueDepthMethods;
import io.viaduct.core.bdev.QueueDepthMethods.Period;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

/** How many I/O a device is found to have, by a clock that the test moves. */
class QueueDepthTest {
    private static final int BLOCK = 512;
    private static final long MS = 1_000_000;

    private final TestBed bed = new TestBed(2);
    private final ScriptedBdev device = new ScriptedBdev("Disk0", Geometry.of(BLOCK, 64));
    private final QueueDepthMethods methods = new QueueDepthMethods(bed.bdevs());
    private final BdevStatisticsMethods statistics =
            new BdevStatisticsMethods(bed.bdevs(), bed.reactors());
    private BdevRegistration registration;
    private BdevDescriptor user;

    @BeforeEach
    void open() throws Exception {
        registration = bed.registry().register(device);
        user = bed.registry().open("Disk0", true, (gone, cause) -> {});
        device.hold();
    }

    @AfterEach
    void close() throws Exception {
        device.finishAll();
        bed.get(user.retire());
        bed.close();
    }

    private void sample(long micros) throws Exception {
        Period period = new Period();
        period.name = "Disk0";
        period.period = micros;
        bed.get(methods.period(period));
    }

    private void submit(int reactor, int many) {
        var channel = user.channel(bed.reactors().all().get(reactor));
        for (int i = 0; i < many; i++) {
            new TestIo().prepare(BdevOp.READ, 0, 1, new Scatter(BLOCK)).submit(channel);
        }
    }

    private Map<?, ?> page() throws Exception {
        Map<?, ?> all = bed.get(statistics.get(new GetIostat()));
        return (Map<?, ?>) ((List<?>) all.get("bdevs")).getFirst();
    }

    private void assertPage(long depth, long ioMicros, long weightedMicros) throws Exception {
        Map<?, ?> page = page();
        assertEquals(
                List.of(depth, ioMicros, weightedMicros),
                List.of(
                        page.get("queue_depth"),
                        page.get("io_time"),
                        page.get("weighted_io_time")));
    }

    @Test
    void shouldAddUpWhatAllReactorsHaveAndForHowLong() throws Exception {
        sample(10_000);
        bed.advance(100 * MS);
        assertPage(0, 0, 0);
        submit(0, 3);
        submit(1, 2);
        bed.advance(10 * MS);
        bed.advance(100 * MS);
        assertEquals(5L, page().get("queue_depth"));
        long before = (long) page().get("weighted_io_time");
        long busy = (long) page().get("io_time");
        bed.advance(100 * MS);
        assertPage(5, busy + 100_000, before + 500_000);
        device.finishAll();
        bed.advance(20 * MS);
        long after = (long) page().get("io_time");
        bed.advance(100 * MS);
        assertEquals(after, page().get("io_time"));
        assertEquals(0L, page().get("queue_depth"));
    }

    @Test
    void shouldLookEachMillisecondWhereLessIsAskedFor() throws Exception {
        sample(10);
        assertEquals(10L, page().get("queue_depth_polling_period"));
        submit(0, 1);
        bed.advance(5 * MS);
        assertPage(1, 5000, 5000);
    }

    @Test
    void shouldTellNothingAndSetNoTimerWhileItIsOff() throws Exception {
        assertFalse(page().containsKey("queue_depth_polling_period"));
        sample(1000);
        bed.advance(3 * MS);
        sample(0);
        assertFalse(page().containsKey("queue_depth"));
        assertEquals(Long.MAX_VALUE, bed.reactors().untilNextTimer());
    }

    @Test
    void shouldEndWithTheDevice() throws Exception {
        sample(1000);
        var gone = registration.depart(Departure.DELETED);
        bed.get(user.retire());
        bed.get(gone);
        bed.run();
        assertEquals(Long.MAX_VALUE, bed.reactors().untilNextTimer());
    }

    @Test
    void shouldRefuseADeviceThatIsNotThere() {
        Period period = new Period();
        period.name = "other";
        assertEquals(-19, assertThrows(RpcException.class, () -> methods.period(period)).code());
    }
}
