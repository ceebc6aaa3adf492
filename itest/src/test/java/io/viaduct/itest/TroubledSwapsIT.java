package io.viaduct.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevRegistration;
import io.viaduct.api.bdev.BdevRegistration.Departure;
import io.viaduct.api.bdev.BdevRegistry;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.testkit.host.HostResponse;

import org.junit.After;
import org.junit.Before;
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
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** What goes wrong while a bundle is replaced, as a host sees it that writes meanwhile. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class TroubledSwapsIT {
    /** The namespace of which is told. */
    private static final int NSID = 1;

    /** One that stays as it is. */
    private static final int OTHER = 2;

    private static final long SHORT_HOLD_MS = 200;
    private static final int WRITES = 8;

    private static final long WAIT_SECONDS = 20;

    private final List<TardyDisk> disks = new ArrayList<>();
    private HostedTarget target;

    @Configuration
    public Option[] platform() throws IOException {
        return new Option[] {Distribution.platform(), HostedTarget.hosts()};
    }

    @Before
    public void serve() throws Exception {
        target = new HostedTarget(context());
    }

    @After
    public void end() throws Exception {
        disks.forEach(disk -> disk.giveBack(Status.SUCCESS));
        target.close();
    }

    @Test
    public void shouldPutAnotherNamespaceInThePlaceOfOneWhoseDeviceReturnsInAnotherShape()
            throws Exception {
        ServiceRegistration<?> leaving = offer(disk(64));
        target.addNamespace(NSID, TardyDisk.NAME);
        target.addDisk(OTHER);
        try (ConnectedHost host = target.connect()) {
            leaving.unregister();
            int parked = host.sendWrite(NSID, 3);
            assertEquals(64, host.blocks(NSID));
            ServiceRegistration<?> smaller = offer(disk(32));
            assertGone(host.queue().await(parked));
            host.awaitChange(NSID);
            target.awaitNothingWaiting();
            assertEquals(32, host.blocks(NSID));
            host.write(NSID, 5);
            host.assertWritten(NSID, 5);
            host.write(OTHER, 5);
            smaller.unregister();
        }
    }

    @Test
    public void shouldLetCommandsWaitWhileAVersionDoesNotStart() throws Exception {
        target.addDisk(NSID);
        Path bad =
                PluginJar.malloc("9.0.0")
                        .header("Bundle-Activator", old -> "no.such.Activator")
                        .write(target.folder().resolve("bad.jar"));
        Path good = PluginJar.malloc("9.0.1").write(target.folder().resolve("good.jar"));
        Bundle module = target.bundle(HostedTarget.MALLOC);
        try (ConnectedHost host = target.connect()) {
            host.write(NSID, 1);
            module.stop();
            int parked = host.sendWrite(NSID, 2);
            update(module, bad);
            assertThrows(BundleException.class, module::start);
            assertEquals(HostedTarget.BLOCKS, host.blocks(NSID));
            update(module, good);
            module.start();
            assertEquals(0, host.queue().await(parked).status());
            host.assertWritten(NSID, 1);
            host.assertWritten(NSID, 2);
        }
    }

    @Test
    public void shouldEndWhatWaitsWhenTheHoldIsOver() throws Exception {
        target.addDisk(NSID);
        target.setHold(NSID, SHORT_HOLD_MS);
        ServiceRegistration<?> other = offer(disk(64));
        target.addNamespace(OTHER, TardyDisk.NAME);
        Bundle module = target.bundle(HostedTarget.MALLOC);
        try (ConnectedHost host = target.connect()) {
            module.stop();
            List<Integer> parked = new ArrayList<>();
            for (int i = 0; i < WRITES; i++) {
                parked.add(host.sendWrite(NSID, i));
            }
            host.write(OTHER, 3);
            for (int cid : parked) {
                assertGone(host.queue().await(cid));
            }
            host.awaitChange(NSID);
            assertEquals(OTHER, host.activeFrom(NSID));
            assertGone(host.queue().await(host.sendWrite(NSID, 1)));
            host.assertWritten(OTHER, 3);
            assertEquals("removed", target.lastOutcome("bdev"));
        }
        module.start();
        target.awaitNothingWaiting();
        other.unregister();
    }

    @Test
    public void shouldBringTheNamespaceBackWhenItsModuleStartsTooLate() throws Exception {
        target.addDisk(NSID);
        target.setHold(NSID, SHORT_HOLD_MS);
        Bundle module = target.bundle(HostedTarget.MALLOC);
        try (ConnectedHost host = target.connect()) {
            host.write(NSID, 1);
            module.stop();
            assertGone(host.queue().await(host.sendWrite(NSID, 2)));
            host.awaitChange(NSID);
            assertEquals(0, host.activeFrom(NSID));
            module.start();
            host.awaitChange(NSID);
            target.awaitNothingWaiting();
            assertEquals(NSID, host.activeFrom(NSID));
            host.assertWritten(NSID, 1);
            host.write(NSID, 2);
            host.assertWritten(NSID, 2);
        }
    }

    @Test
    public void shouldHoldOnWhenADeviceIsLostThatLeavesWithItsModule() throws Exception {
        TardyDisk disk = disk(64);
        BdevRegistration registration = registry().register(disk);
        target.addNamespace(NSID, TardyDisk.NAME);
        try (ConnectedHost host = target.connect()) {
            disk.keep();
            int atDevice = host.sendWrite(NSID, 1);
            disk.awaitKept();
            CompletableFuture<Void> gone =
                    registration.depart(Departure.MODULE_LEAVING).toCompletableFuture();
            int parked = host.sendWrite(NSID, 2);
            registration.lost();
            assertFalse(gone.isDone());
            disk.giveBack(Status.INTERNAL_DEVICE_ERROR);
            assertEquals(Status.INTERNAL_DEVICE_ERROR, host.queue().await(atDevice).code());
            gone.get(WAIT_SECONDS, TimeUnit.SECONDS);
            BdevRegistration next = registry().register(disk.next());
            assertEquals(0, host.queue().await(parked).status());
            host.assertWritten(NSID, 2);
            assertEquals("resumed", target.lastOutcome("bdev"));
            next.close(Departure.DELETED);
        }
    }

    @Test
    public void shouldTakeANamespaceAwayWhoseDeviceIsLostAsSoonAsItHasReturned() throws Exception {
        TardyDisk disk = disk(64);
        BdevRegistration first = registry().register(disk);
        target.addNamespace(NSID, TardyDisk.NAME);
        try (ConnectedHost host = target.connect()) {
            host.write(NSID, 1);
            first.close(Departure.MODULE_LEAVING);
            int parked = host.sendWrite(NSID, 2);
            TardyDisk lost = disk.next();
            disks.add(lost);
            lost.keep();
            BdevRegistration second = registry().register(lost);
            lost.awaitKept();
            second.lost();
            lost.giveBack(Status.INTERNAL_DEVICE_ERROR);
            assertEquals(Status.INTERNAL_DEVICE_ERROR, host.queue().await(parked).code());
            host.awaitChange(NSID);
            assertGone(host.queue().await(host.sendWrite(NSID, 3)));
            second.close(Departure.DEVICE_LOST);
            BdevRegistration third = registry().register(disk.next());
            host.awaitChange(NSID);
            host.assertWritten(NSID, 1);
            third.close(Departure.DELETED);
        }
    }

    @Test
    public void shouldShowTheHostNoErrorWhenTwoUpdatesAreAskedForAtOnce() throws Exception {
        target.addDisk(NSID);
        Path jar = PluginJar.malloc("9.1.0").write(target.folder().resolve("update.jar"));
        Map<String, Object> wanted = Map.of("path", jar.toString());
        try (ConnectedHost host = target.connect()) {
            CompletionStage<Object> first =
                    target.control().submit("viaduct_plugin_update", wanted);
            CompletionStage<Object> second =
                    target.control().submit("viaduct_plugin_update", wanted);
            int written = 0;
            while (!first.toCompletableFuture().isDone() || written == 0) {
                host.write(NSID, written++ % HostedTarget.BLOCKS);
            }
            var refused =
                    assertThrows(
                            CompletionException.class, () -> second.toCompletableFuture().join());
            assertEquals(-16, ((RpcException) refused.getCause()).code());
            assertEquals("9.1.0", ((Map<?, ?>) first.toCompletableFuture().join()).get("version"));
            target.awaitNothingWaiting();
            for (int lba = 0; lba < Math.min(written, HostedTarget.BLOCKS); lba++) {
                host.assertWritten(NSID, lba);
            }
            target.call("viaduct_plugin_uninstall", Map.of("name", HostedTarget.MALLOC));
            host.assertWritten(NSID, 0);
        }
        target.awaitNothingWaiting();
    }

    @Test
    public void shouldLetHostsReconnectWhereTheNextTransportRefusesTheirState() throws Exception {
        target.addDisk(NSID);
        Path jar =
                PluginJar.of("viaduct-transport-tcp-bundle")
                        .header("Bundle-Version", old -> "9.2.0")
                        .refuse("io/viaduct/transport/tcp/TcpTransport.class", "adopt")
                        .write(target.folder().resolve("stranger.jar"));
        try (ConnectedHost before = target.connect()) {
            before.write(NSID, 1);
            target.call("viaduct_plugin_update", Map.of("path", jar.toString()));
            assertTrue(before.isClosedByTarget());
            target.awaitNothingWaiting();
            assertEquals("refused", target.lastOutcome("transport"));
        }
        try (ConnectedHost after = target.connect()) {
            after.assertWritten(NSID, 1);
            after.write(NSID, 2);
            target.call("viaduct_plugin_uninstall", Map.of("name", HostedTarget.TCP));
            after.assertWritten(NSID, 2);
        }
        target.awaitNothingWaiting();
    }

    @Test
    public void shouldLetAModuleGoAtTheDrainDeadlineAndItsDeviceReturnWhenItIsGivenBack()
            throws Exception {
        TardyDisk disk = disk(64);
        ServiceRegistration<?> leaving = offer(disk);
        target.addNamespace(NSID, TardyDisk.NAME);
        long before = ((Number) departing().get("overdue_count")).longValue();
        try (ConnectedHost host = target.connect()) {
            disk.keep();
            int atDevice = host.sendWrite(NSID, 1);
            disk.awaitKept();
            // It returns although the device still has the command.
            leaving.unregister();
            assertEquals(before + 1, ((Number) departing().get("overdue_count")).longValue());
            Map<?, ?> going = (Map<?, ?>) ((List<?>) departing().get("devices")).getFirst();
            assertEquals(TardyDisk.NAME, going.get("bdev_name"));
            assertEquals(true, going.get("overdue"));
            int parked = host.sendWrite(NSID, 2);
            ServiceRegistration<?> next = offer(disk.next());
            assertEquals(List.of(), target.call("bdev_get_bdevs", null));
            disk.giveBack(Status.SUCCESS);
            assertEquals(0, host.queue().await(atDevice).status());
            assertEquals(0, host.queue().await(parked).status());
            host.assertWritten(NSID, 1);
            host.assertWritten(NSID, 2);
            assertEquals(List.of(), departing().get("devices"));
            next.unregister();
        }
    }

    private Map<?, ?> departing() throws Exception {
        return (Map<?, ?>) target.call("viaduct_get_departing", null);
    }

    private TardyDisk disk(int blocks) {
        disks.add(new TardyDisk(ConnectedHost.BLOCK_SIZE, blocks));
        return disks.getLast();
    }

    private static void assertGone(HostResponse response) {
        assertEquals(Status.INVALID_NAMESPACE_OR_FORMAT, response.code());
        assertTrue(response.doNotRetry());
    }

    private static void update(Bundle module, Path jar) throws Exception {
        try (InputStream in = Files.newInputStream(jar)) {
            module.update(in);
        }
    }

    private static ServiceRegistration<?> offer(Bdev disk) {
        return context().registerService(Bdev.class, disk, null);
    }

    private static BdevRegistry registry() {
        return context().getService(context().getServiceReference(BdevRegistry.class));
    }

    private static BundleContext context() {
        return FrameworkUtil.getBundle(TroubledSwapsIT.class).getBundleContext();
    }
}
