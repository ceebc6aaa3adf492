package io.viaduct.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;

import io.viaduct.api.bdev.BdevModule;
import io.viaduct.api.rpc.ControlPlane;
import io.viaduct.api.rpc.MethodInfo;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.transport.TargetTransport;

import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerMethod;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Modules and transports come and go; what is theirs comes and goes with them. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerMethod.class)
public class PlatformIT {
    private static final int LOOKS_MAX = 200_000;

    private static final String NQN = "nqn.2026-11.io.viaduct:itest";
    private static final String MALLOC = "io.viaduct.bdev.malloc";
    private static final String TCP = "io.viaduct.transport.tcp";
    private static final int PDU_BYTES = 128;
    private static final int IC_RESP = 1;
    private static final int C2H_TERM_REQ = 3;

    private ControlPlane control;

    @Configuration
    public Option[] platform() throws IOException {
        return new Option[] {Distribution.platform()};
    }

    @Before
    public void awaitTheStart() throws Exception {
        BundleContext context = context();
        control = context.getService(context.getServiceReference(ControlPlane.class));
        control.call("framework_wait_init", null);
    }

    @Test
    public void shouldRunEveryBundle() {
        for (Bundle bundle : context().getBundles()) {
            assertEquals(bundle.toString(), Bundle.ACTIVE, bundle.getState());
        }
    }

    @Test
    public void shouldOfferItsTransportAndItsModules() {
        assertEquals(1, services(TargetTransport.class, "(viaduct.transport=TCP)"));
        assertEquals(1, services(BdevModule.class, "(viaduct.bdev.module=malloc)"));
    }

    @Test
    public void shouldTakeAModulesMethodsAndDevicesAwayWithItAndBringThemBack() throws Exception {
        createMalloc("M0");
        assertEquals(List.of("M0"), bdevNames());

        bundle(MALLOC).stop();
        assertEquals(0, services(BdevModule.class, "(viaduct.bdev.module=malloc)"));
        assertFalse(methods().contains("bdev_malloc_create"));
        RpcException refused = assertThrows(RpcException.class, () -> createMalloc("M1"));
        assertEquals(RpcException.METHOD_NOT_FOUND, refused.code());
        assertEquals(List.of(), bdevNames());

        bundle(MALLOC).start();
        assertEquals(1, services(BdevModule.class, "(viaduct.bdev.module=malloc)"));
        awaitBdevs("M0");
        createMalloc("M1");
        assertEquals(List.of("M0", "M1"), bdevNames());
    }

    @Test
    public void shouldKeepATransportsConnectionsUntilItIsBack() throws Exception {
        int port = freePort();
        createMalloc("M0");
        control.call("nvmf_create_subsystem", Map.of("nqn", NQN, "allow_any_host", true));
        Map<String, Object> namespace = Map.of("bdev_name", "M0");
        control.call("nvmf_subsystem_add_ns", Map.of("nqn", NQN, "namespace", namespace));
        listen(port);
        try (Socket initialized = connect(port);
                Socket silent = connect(port)) {
            exchangeInitialization(initialized);
            bundle(TCP).stop();
            assertEquals(0, services(TargetTransport.class, "(viaduct.transport=TCP)"));
            try (Socket meanwhile = connect(port)) {
                bundle(TCP).start();
                exchangeInitialization(meanwhile);
            }
            exchangeInitialization(silent);
            // A second ICReq is refused, which only a connection that is known can be told.
            initialized.getOutputStream().write(initializationRequest());
            assertEquals(C2H_TERM_REQ, initialized.getInputStream().read());
        }
    }

    private void createMalloc(String name) throws RpcException, InterruptedException {
        control.call(
                "bdev_malloc_create", Map.of("name", name, "num_blocks", 2048, "block_size", 512));
    }

    private void listen(int port) throws RpcException, InterruptedException {
        control.call("nvmf_create_transport", Map.of("trtype", "TCP"));
        Map<String, Object> address =
                Map.of(
                        "trtype", "TCP",
                        "adrfam", "IPv4",
                        "traddr", "127.0.0.1",
                        "trsvcid", Integer.toString(port));
        control.call("nvmf_subsystem_add_listener", Map.of("nqn", NQN, "listen_address", address));
    }

    private static byte[] initializationRequest() {
        ByteBuffer request = ByteBuffer.allocate(PDU_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        request.put(2, (byte) PDU_BYTES).putInt(4, PDU_BYTES);
        return request.array();
    }

    /** ICReq, answered by ICResp: the listener is a target's, not just a socket. */
    private static void exchangeInitialization(Socket connection) throws IOException {
        connection.getOutputStream().write(initializationRequest());
        byte[] response = connection.getInputStream().readNBytes(PDU_BYTES);
        assertEquals(PDU_BYTES, response.length);
        assertEquals(IC_RESP, response[0]);
    }

    private List<Object> bdevNames() throws RpcException, InterruptedException {
        List<?> bdevs = (List<?>) control.call("bdev_get_bdevs", null);
        return bdevs.stream().<Object>map(bdev -> ((Map<?, ?>) bdev).get("name")).toList();
    }

    /** What comes back with its module does so beside the bundle's start. */
    private void awaitBdevs(String name) throws Exception {
        for (int i = 0; i < LOOKS_MAX && !bdevNames().equals(List.of(name)); i++) {
            Thread.yield();
        }
        assertEquals(List.of(name), bdevNames());
    }

    private List<String> methods() {
        return control.methods().stream().map(MethodInfo::name).toList();
    }

    private static int services(Class<?> type, String filter) {
        try {
            return context().getServiceReferences(type, filter).size();
        } catch (InvalidSyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static Bundle bundle(String symbolicName) {
        return Arrays.stream(context().getBundles())
                .filter(bundle -> bundle.getSymbolicName().equals(symbolicName))
                .findFirst()
                .orElseThrow();
    }

    /** Inside the framework: the driver makes an instance outside of it too. */
    private static BundleContext context() {
        return FrameworkUtil.getBundle(PlatformIT.class).getBundleContext();
    }

    private static Socket connect(int port) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
