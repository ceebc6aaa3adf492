package io.viaduct.itest;

import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.nvme.Status;

import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The platform ends while a module that leaves still has a host's command at its device. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class StopDuringDrainIT {
    private static final int NSID = 1;

    /** A drain deadline, and time for a machine with other work. */
    private static final long STOP_SECONDS = 30;

    @Configuration
    public Option[] platform() throws IOException {
        return new Option[] {Distribution.platform(), HostedTarget.hosts()};
    }

    @Test
    public void shouldEndAndServeAgainWhileAModuleDrains() throws Exception {
        HostedTarget target = new HostedTarget(context());
        Bundle core = target.bundle("io.viaduct.core");
        TardyDisk disk = new TardyDisk(ConnectedHost.BLOCK_SIZE, 64);
        ServiceRegistration<?> leaving = context().registerService(Bdev.class, disk, null);
        target.addNamespace(NSID, TardyDisk.NAME);
        try (ConnectedHost host = target.connect()) {
            disk.keep();
            int unused = host.sendWrite(NSID, 1);
            disk.awaitKept();
            CompletableFuture<Void> left = CompletableFuture.runAsync(leaving::unregister);
            awaitHeld(target);
            assertFalse(left.isDone());
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> stop(core));
            left.get(STOP_SECONDS, TimeUnit.SECONDS);
            assertFalse(stopped.isDone());
            disk.giveBack(Status.SUCCESS);
            stopped.get(STOP_SECONDS, TimeUnit.SECONDS);
            assertTrue(host.isClosedByTarget());
        }
        core.start();
        HostedTarget again = new HostedTarget(context());
        again.addDisk(NSID);
        try (ConnectedHost host = again.connect()) {
            host.write(NSID, 1);
            host.assertWritten(NSID, 1);
        }
        again.close();
    }

    private static void awaitHeld(HostedTarget target) throws Exception {
        while (target.call("bdev_get_bdevs", null).equals(List.of())) {
            Thread.onSpinWait();
        }
    }

    private static void stop(Bundle core) {
        try {
            core.stop();
        } catch (BundleException e) {
            throw new IllegalStateException(e);
        }
    }

    private static BundleContext context() {
        return FrameworkUtil.getBundle(StopDuringDrainIT.class).getBundleContext();
    }
}
