package io.viaduct.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.viaduct.testkit.host.HostCommand;
import io.viaduct.testkit.host.HostConnection;
import io.viaduct.testkit.host.HostController;
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
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.wiring.BundleWiring;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;

/** An outsider's admin commands come and go with its bundle, while a host uses them. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class AdminHandlerIT {
    private static final int INVALID_OPCODE = 0x001;
    private static final int COMMAND_INTERRUPTED = 0x021;
    private static final int COMMANDS_SUPPORTED = 0x05;
    private static final int EFFECTS_BYTES = 4096;
    private static final int SUPPORTED = 1;

    /** The host's commands that a departure interrupts. */
    private static final int IN_FLIGHT = 3;

    /** Collections until what a bundle has left must be gone. */
    private static final int COLLECTIONS_MAX = 100;

    private HostedTarget target;
    private ConnectedHost host;

    @Configuration
    public Option[] platform() throws IOException {
        return new Option[] {Distribution.platform(), HostedTarget.hosts()};
    }

    @Before
    public void connect() throws Exception {
        target = new HostedTarget(context());
        host = target.connect();
    }

    @After
    public void end() throws Exception {
        host.close();
        target.close();
    }

    @Test
    public void shouldServeCommandsFromInstallationToUninstallation() throws Exception {
        assertUnknown();
        Bundle plugin = install(1);
        assertEquals("1.0.0=0", told());
        assertSupported(SUPPORTED);

        int[] kept = keep(1);
        plugin.stop();
        assertInterrupted(kept);
        assertUnknown();

        plugin.start();
        kept = keep(1);
        try (InputStream jar = VendorPlugin.jar(2)) {
            plugin.update(jar);
        }
        assertInterrupted(kept);
        assertEquals("2.0.0=0", told());
        assertSupported(SUPPORTED);

        kept = keep(2);
        plugin.uninstall();
        assertInterrupted(kept);
        assertUnknown();
    }

    @Test
    public void shouldKeepNothingOfABundleThatIsGone() throws Exception {
        Bundle plugin = install(1);
        var classes = new WeakReference<>(plugin.adapt(BundleWiring.class).getClassLoader());
        int[] kept = keep(1);
        plugin.uninstall();
        assertInterrupted(kept);
        for (int i = 0; i < COLLECTIONS_MAX && !classes.refersTo(null); i++) {
            System.gc();
        }
        assertTrue("its class loader", classes.refersTo(null));
    }

    @Test
    public void shouldLetTheCommandOfAHostThatLeavesGoToo() throws Exception {
        Bundle plugin = install(1);
        try (ConnectedHost leaving = target.connect()) {
            int unused = leaving.adminQueue().send(keeping());
            awaitKept(1, 1);
        }
        assertEquals("1.0.0=1", told());
        plugin.uninstall();
        assertUnknown();
    }

    private static Bundle install(int version) throws Exception {
        try (InputStream jar = VendorPlugin.jar(version)) {
            Bundle plugin = context().installBundle("test:vendor", jar);
            plugin.start();
            return plugin;
        }
    }

    /** Sends commands that stay with the handler, and waits until it has them. */
    private int[] keep(int version) throws IOException {
        HostConnection admin = host.adminQueue();
        int[] sent = new int[IN_FLIGHT];
        for (int i = 0; i < IN_FLIGHT; i++) {
            sent[i] = admin.send(keeping());
        }
        awaitKept(version, IN_FLIGHT);
        return sent;
    }

    private void awaitKept(int version, int count) throws IOException {
        while (!told().equals(version + ".0.0=" + count)) {
            Thread.onSpinWait();
        }
    }

    private String told() throws IOException {
        HostResponse response = host.admin(tell());
        HostController.require(response, "the vendor's command");
        return response.text(0, VendorPlugin.TOLD_BYTES);
    }

    private static HostCommand tell() {
        return HostCommand.of(VendorPlugin.TELL, 0).expect(VendorPlugin.TOLD_BYTES);
    }

    private void assertInterrupted(int[] commands) throws IOException {
        for (int cid : commands) {
            HostResponse response = host.adminQueue().await(cid);
            assertEquals(COMMAND_INTERRUPTED, response.code());
            assertEquals("may be sent again", false, response.doNotRetry());
        }
    }

    private void assertUnknown() throws IOException {
        for (HostCommand command : new HostCommand[] {tell(), keeping()}) {
            HostResponse response = host.admin(command);
            assertEquals(INVALID_OPCODE, response.code());
            assertTrue(response.doNotRetry());
        }
        assertSupported(0);
    }

    private static HostCommand keeping() {
        return HostCommand.of(VendorPlugin.KEEP, 0);
    }

    private void assertSupported(int expected) throws IOException {
        HostResponse log = host.admin(HostCommand.log(COMMANDS_SUPPORTED, 0, EFFECTS_BYTES));
        HostController.require(log, "Get Log Page");
        assertEquals(expected, log.i32(4 * VendorPlugin.TELL) & SUPPORTED);
        assertEquals(expected, log.i32(4 * VendorPlugin.KEEP) & SUPPORTED);
    }

    private static BundleContext context() {
        return FrameworkUtil.getBundle(AdminHandlerIT.class).getBundleContext();
    }
}
