package io.viaduct.core.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.dto.DoctorCheckDTO;
import io.viaduct.api.dto.DoctorDTO;
import io.viaduct.api.reactor.Owner;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcState;
import io.viaduct.api.transport.TargetTransport;
import io.viaduct.api.transport.Transport;
import io.viaduct.api.transport.TransportContext;
import io.viaduct.api.transport.TransportId;
import io.viaduct.api.transport.TransportOptions;
import io.viaduct.core.control.Notifications;
import io.viaduct.core.target.TargetBase;
import io.viaduct.core.target.Targets;
import io.viaduct.core.target.TransportServices;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Each fault is the first that is found, with what mends it. */
class DoctorMethodsTest {
    private static final String NQN = "nqn.2026-11.io.viaduct:disk1";
    private static final String HOST = "nqn.2014-08.org.example:host1";
    private static final String SUBSYSTEM =
            """
            [{"nqn":"nqn.2014-08.org.nvmexpress.discovery","subtype":"Discovery"},
             {"nqn":"%s","subtype":"NVMe","allow_any_host":false,"hosts":[{"nqn":"%s"}],
              "min_cntlid":1,"max_cntlid":2,"listen_addresses":[LISTENERS],
              "namespaces":[NAMESPACES]}]\
            """
                    .formatted(NQN, HOST);
    private static final String LISTENER =
            "{\"trtype\":\"TCP\",\"adrfam\":\"IPv4\",\"traddr\":\"127.0.0.1\",\"trsvcid\":\"4420\"}";
    private static final String NAMESPACE = "{\"nsid\":1,\"bdev_name\":\"Disk1\"}";

    private final FakeControl control = new FakeControl();
    private final TransportServices services = new TransportServices();
    private final Wire wire = new Wire();
    // Nothing is done to it.
    private final Targets targets =
            new Targets(
                    name ->
                            new TargetBase(
                                    Runnable::run,
                                    null,
                                    new Notifications(),
                                    null,
                                    null,
                                    null,
                                    null,
                                    null,
                                    null,
                                    null),
                    services);
    private final DoctorMethods doctor = new DoctorMethods(control, targets, services);

    @BeforeEach
    void allIsWell() {
        services.add(new Owner(1, "wire"), wire);
        control.answer("nvmf_get_transports", "[{\"trtype\":\"TCP\"}]");
        subsystem(LISTENER, NAMESPACE);
        control.answer("bdev_get_bdevs", "[{\"name\":\"Disk1\",\"claimed\":true}]");
        control.answer("viaduct_get_modules", "[]");
        control.answer("viaduct_get_waiting", "[]");
        control.answer("nvmf_subsystem_get_controllers", "[{\"cntlid\":1}]");
        buffers(0, 3);
        control.answer(
                "viaduct_plugin_list",
                """
                [{"name":"io.viaduct.transport.tcp","state":"stopped"},
                 {"name":"io.viaduct.bdev.malloc","state":"stopped"},
                 {"name":"org.example.x","state":"active"}]\
                """);
    }

    private void subsystem(String listeners, String namespaces) {
        String all = SUBSYSTEM.replace("LISTENERS", listeners).replace("NAMESPACES", namespaces);
        control.answer("nvmf_get_subsystems", all);
        // Asked for one, the real one answers with that.
        List<?> both = (List<?>) control.results.get("nvmf_get_subsystems");
        control.results.put("nvmf_get_subsystems", both.reversed());
    }

    private void buffers(int exhausted, int waiting) {
        String pool = "{\"exhausted\":%d,\"waiting\":%d}".formatted(exhausted, waiting);
        control.answer(
                "iobuf_get_stats",
                "[{\"module\":\"nvmf\",\"small_pool\":" + pool + ",\"large_pool\":{}}]");
    }

    private DoctorDTO examine(String nqn, String hostnqn) throws RpcException {
        var patient = new DoctorMethods.Patient();
        patient.nqn = nqn;
        patient.hostnqn = hostnqn;
        return doctor.examine(patient).toCompletableFuture().join();
    }

    private void assertFinds(String question, String detail, String... commands)
            throws RpcException {
        DoctorDTO found = examine(NQN, HOST);
        assertFalse(found.healthy);
        DoctorCheckDTO last = found.checks.getLast();
        assertEquals(question + " " + detail, last.question + " " + last.detail);
        assertEquals("failed", last.state);
        assertEquals(List.of(commands), last.commands);
        found.checks.removeLast();
        found.checks.forEach(check -> assertEquals("ok", check.state));
    }

    @Test
    void shouldAnswerEveryQuestionByYesWhereAllIsWell() throws Exception {
        DoctorDTO found = examine(NQN, HOST);
        assertTrue(found.healthy);
        assertEquals(11, found.checks.size());
        assertEquals(List.of("TCP 127.0.0.1:4420"), wire.asked);
        assertEquals("1 is Disk1", found.checks.get(7).detail);
        assertEquals("1 of 2 are taken", found.checks.get(9).detail);
    }

    @Test
    void shouldFindATargetThatIsNotInitialized() throws Exception {
        control.state = RpcState.STARTUP;
        assertFinds(
                "Is the target initialized?",
                "it waits for framework_start_init",
                "viaduct:rpc framework_start_init");
    }

    @Test
    void shouldFindThatThereIsNoTransport() throws Exception {
        String question = "Does the target have a transport?";
        control.answer("nvmf_get_transports", "[]");
        assertFinds(question, "it has none", "nvmf:create-transport TCP");
        services.remove(wire);
        String start = "plugin:start io.viaduct.transport.tcp";
        assertFinds(question, "no bundle that is active brings one", start);
        control.answer(
                "viaduct_get_waiting",
                """
                [{"method":"nvmf_create_transport","params":{"trtype":"TCP"},
                  "reason":"its bundle has left"}]\
                """);
        assertFinds(question, "TCP waits: its bundle has left", start);
    }

    @Test
    void shouldSayWhichTargetItsCommandsAreFor() {
        assertEquals("nvmf:create n", Mending.in("nvmf_tgt", "nvmf:create n"));
        assertEquals("nvmf:create n --target other", Mending.in("other", "nvmf:create n"));
        assertEquals("plugin:start x", Mending.in("other", "plugin:start x"));
    }

    @Test
    void shouldLookAtTheTargetThatIsMeant() throws Exception {
        var patient = new DoctorMethods.Patient();
        patient.nqn = NQN;
        patient.tgt_name = "other";
        var refused = assertThrows(RpcException.class, () -> doctor.examine(patient));
        assertEquals("NVMf target 'other' not found", refused.getMessage());
        control.answer(
                "viaduct_get_waiting",
                """
                [{"method":"nvmf_subsystem_add_ns","params":{"nqn":"%s","tgt_name":"other",
                  "namespace":{"nsid":1,"bdev_name":"Disk9"}},"reason":"there is no Disk9"}]\
                """
                        .formatted(NQN));
        assertTrue(examine(NQN, HOST).healthy);
    }

    @Test
    void shouldFindATransportWhoseBundleHasLeft() throws Exception {
        control.answer("nvmf_get_transports", "[{\"trtype\":\"TCP\",\"state\":\"HELD\"}]");
        assertFinds(
                "Is every transport of the target served?",
                "TCP is HELD: its bundle has left",
                "plugin:start io.viaduct.transport.tcp");
    }

    @Test
    void shouldFindThatThereIsNoSuchSubsystem() throws Exception {
        control.answer("nvmf_get_subsystems", "[]");
        String create = "nvmf:create " + NQN;
        assertFinds("Is there a subsystem of that name?", "there is none at all", create);
        control.answer("nvmf_get_subsystems", "[{\"nqn\":\"a\",\"subtype\":\"NVMe\"}]");
        String some = "there is none; there are 1, as a";
        assertFinds("Is there a subsystem of that name?", some, create);
    }

    @Test
    void shouldFindThatItDoesNotListen() throws Exception {
        subsystem("", NAMESPACE);
        String listen = "nvmf:listen " + NQN + " TCP 127.0.0.1 4420";
        assertFinds("Does it listen?", "it listens nowhere", listen);
        List<Object> all = new ArrayList<>((List<?>) control.results.get("nvmf_get_subsystems"));
        all.add(
                Map.of(
                        "nqn",
                        "other",
                        "subtype",
                        "NVMe",
                        "listen_addresses",
                        List.of(Map.of("trtype", "TCP", "traddr", "::1", "trsvcid", "9"))));
        control.results.put("nvmf_get_subsystems", all);
        assertFinds("Does it listen?", "it listens nowhere", "nvmf:listen " + NQN + " TCP ::1 9");
        control.answer(
                "viaduct_get_waiting",
                """
                [{"method":"nvmf_subsystem_add_listener",
                  "params":{"nqn":"%s","listen_address":%s},"reason":"the port is in use"}]\
                """
                        .formatted(NQN, LISTENER));
        assertFinds(
                "Does it listen?",
                "its listener TCP 127.0.0.1 4420 waits: the port is in use",
                "plugin:start io.viaduct.transport.tcp");
    }

    @Test
    void shouldFindAnAddressThatDoesNotAnswer() throws Exception {
        wire.failure = "no answer to ICReq within 2000 ms";
        String place = NQN + " TCP 127.0.0.1 4420";
        assertFinds(
                "Does every address answer?",
                "TCP 127.0.0.1 4420: no answer to ICReq within 2000 ms",
                "nvmf:unlisten " + place,
                "nvmf:listen " + place);
    }

    @Test
    void shouldFindThatThereAreNoNamespaces() throws Exception {
        subsystem(LISTENER, "");
        String question = "Does it have namespaces?";
        String nothing = "a host would connect and find no disk";
        String create = "bdev:create malloc Disk1 1GiB";
        assertFinds(question, nothing, create, "nvmf:add-ns " + NQN + " Disk1");
        control.answer("bdev_get_bdevs", "[{\"name\":\"Free\",\"claimed\":false}]");
        assertFinds(question, nothing, "nvmf:add-ns " + NQN + " Free");
    }

    @Test
    void shouldFindANamespaceThatIsHeldOrWaits() throws Exception {
        String question = "Is every namespace live?";
        String start = "plugin:start io.viaduct.bdev.malloc";
        String bdev =
                """
                {"method":"bdev_malloc_create","params":{"name":"Disk1"},
                 "reason":"it has left with io.viaduct.bdev.malloc"}\
                """;
        control.answer("bdev_get_bdevs", "[]");
        control.answer("viaduct_get_waiting", "[" + bdev + "]");
        String away = "device Disk1 is away: it has left with io.viaduct.bdev.malloc";
        assertFinds(question, "namespace 1 is held: " + away, start);
        subsystem(LISTENER, "");
        String waits =
                """
                {"method":"nvmf_subsystem_add_ns","params":{"nqn":"%s","namespace":%s},
                 "reason":"Disk1 has left"}\
                """
                        .formatted(NQN, NAMESPACE);
        control.answer("viaduct_get_waiting", "[" + bdev + "," + waits + "]");
        assertFinds(question, "namespace 1 waits: " + away, start);
    }

    @Test
    void shouldFindAQuarantinedModule() throws Exception {
        control.answer("bdev_get_bdevs", "[]");
        control.answer(
                "viaduct_get_modules",
                """
                [{"bundle":"org.example.y","state":"quarantined","reason":"it fails",
                  "quarantined_bdevs":["Disk2"]},
                 {"bundle":"org.example.x","state":"quarantined","reason":"it is stuck",
                  "quarantined_bdevs":["Disk1"]}]\
                """);
        assertFinds(
                "Is every namespace live?",
                "namespace 1 is held: device Disk1 was of org.example.x, which is quarantined:"
                        + " it is stuck",
                "plugin:stop org.example.x",
                "plugin:start org.example.x");
    }

    @Test
    void shouldFindAHostThatMayNotConnect() throws Exception {
        String hosts = "\"hosts\":[{\"nqn\":\"" + HOST + "\"}]";
        String all = SUBSYSTEM.replace(hosts, "\"hosts\":[]");
        assertTrue(all.contains("\"hosts\":[]"));
        all = all.replace("LISTENERS", LISTENER).replace("NAMESPACES", NAMESPACE);
        control.answer("nvmf_get_subsystems", all);
        List<?> both = (List<?>) control.results.get("nvmf_get_subsystems");
        control.results.put("nvmf_get_subsystems", both.reversed());
        assertFinds(
                "May this host connect?",
                HOST + " is not in the list",
                "nvmf:allow " + NQN + " " + HOST);
        DoctorCheckDTO any = examine(NQN, null).checks.getLast();
        assertEquals("May a host connect?", any.question);
        assertEquals(List.of("nvmf:allow " + NQN + " any"), any.commands);
    }

    @Test
    void shouldFindThatControllerIdentifiersAreExhausted() throws Exception {
        control.answer("nvmf_subsystem_get_controllers", "[{\"cntlid\":1},{\"cntlid\":2}]");
        assertFinds(
                "Is there a controller identifier left?",
                "all 2 from 1 to 2 are taken: a host has to leave, or the subsystem is made anew",
                "nvmf:controllers " + NQN);
    }

    @Test
    void shouldFindThatBuffersAreExhausted() throws Exception {
        buffers(1, 7);
        assertFinds(
                "Are there I/O buffers left?",
                "all small buffers of a reactor are in use and 7 requests wait; iobuf_set_options"
                        + " in the configuration of the next start makes more",
                "viaduct:methods iobuf_set_options");
    }

    @Test
    void shouldRefuseDiscovery() {
        assertThrows(
                RpcException.class, () -> examine("nqn.2014-08.org.nvmexpress.discovery", null));
    }

    /** Answers, or does not. */
    private static final class Wire implements TargetTransport {
        private final List<String> asked = new ArrayList<>();
        private String failure;

        @Override
        public String trtype() {
            return "TCP";
        }

        @Override
        public int trtypeCode() {
            return 3;
        }

        @Override
        public TransportOptions defaults() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void probe(TransportId address, int timeoutMs) throws IOException {
            asked.add(address.toString());
            if (failure != null) {
                throw new IOException(failure);
            }
        }

        @Override
        public Transport create(
                TransportContext context, TransportOptions options, Map<String, Object> specific) {
            throw new UnsupportedOperationException();
        }
    }
}
