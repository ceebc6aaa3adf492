package io.viaduct.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.reactor.Owner;
import io.viaduct.api.rpc.MethodInfo;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcState;
import io.viaduct.api.rpc.RpcSupport;
import io.viaduct.bdev.malloc.MallocMethods;
import io.viaduct.bdev.malloc.MallocModule;
import io.viaduct.bdev.malloc.NullMethods;
import io.viaduct.bdev.malloc.NullModule;
import io.viaduct.core.Platform;
import io.viaduct.core.PlatformOptions;
import io.viaduct.transport.tcp.TcpTargetTransport;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Each method is called with each of its parameters wrong in each way, in the phases in which it
 * may be called: the answer is known from its description, and nothing changes.
 */
class WrongParametersTest {
    private static final int INTERNAL = -32603;
    private static final int INVALID = -32602;
    private static final String UNDECODED = "spdk_json_decode_object failed";

    /** Families whose decoder failures are internal errors in SPDK. */
    private static final List<String> INTERNAL_FAMILIES =
            List.of("bdev_", "log_", "accel_", "sock_", "thread_");

    /** It takes what a transport names, too. */
    private static final String OPEN = "nvmf_create_transport";

    /** They take an object, in which there is nothing to name. */
    private static final List<String> EMPTY = List.of("framework_wait_init", "iobuf_get_stats");

    private static final int CASES_MIN = 1200;
    private static final String NQN = "nqn.2026-11.io.viaduct:wrong";
    private static final List<String> PICTURE = List.of("viaduct_get_desired");
    private static final List<String> RUNTIME_PICTURE =
            List.of(
                    "viaduct_get_desired",
                    "framework_get_subsystems",
                    "bdev_get_bdevs",
                    "nvmf_get_subsystems",
                    "nvmf_get_transports");

    private final List<String> different = new ArrayList<>();
    private int cases;

    @Test
    void shouldRefuseEachWrongParameterAsItsMethodSaysAndChangeNothing() throws Exception {
        try (Platform platform = Platform.start(PlatformOptions.of(1))) {
            offerModules(platform);
            callAllWrongly(platform, RpcState.STARTUP, PICTURE);
            platform.controlPlane().call("framework_start_init", null);
            platform.controlPlane().call("nvmf_create_transport", Map.of("trtype", "TCP"));
            platform.controlPlane().call("nvmf_create_subsystem", Map.of("nqn", NQN));
            callAllWrongly(platform, RpcState.RUNTIME, RUNTIME_PICTURE);
        }
        assertEquals(List.of(), different);
        assertTrue(cases >= CASES_MIN, cases + " cases");
    }

    private static void offerModules(Platform platform) {
        Owner owner = platform.owner("itest");
        platform.add(owner, new TcpTargetTransport()).join();
        var registry = platform.registry(owner);
        var disks = new MallocModule(registry, platform.estates(owner));
        platform.add(owner, new MallocMethods(disks)).join();
        platform.add(owner, new NullMethods(new NullModule(registry, platform.memory()))).join();
    }

    private void callAllWrongly(Platform platform, RpcState state, List<String> picture)
            throws Exception {
        Object before = picture(platform, picture);
        for (MethodInfo method : platform.controlPlane().methods()) {
            boolean wanted =
                    method.states().contains(state) && method.support() != RpcSupport.STORED;
            if (wanted && method.parameters().isEmpty()) {
                callWithout(platform, method);
            } else if (wanted) {
                for (var one : WrongParameters.of(method, !method.name().equals(OPEN))) {
                    call(platform, method.name(), one);
                }
            }
        }
        assertEquals(before, picture(platform, picture));
    }

    private static Object picture(Platform platform, List<String> picture) throws Exception {
        Map<String, Object> all = new LinkedHashMap<>();
        for (String method : picture) {
            all.put(method, platform.controlPlane().call(method, null));
        }
        return all;
    }

    private void callWithout(Platform platform, MethodInfo method) {
        String name = method.name();
        RpcException answer =
                assertThrows(
                        RpcException.class,
                        () -> platform.controlPlane().call(name, Map.of("some", 1)),
                        name);
        cases++;
        String expected =
                EMPTY.contains(name)
                        ? "Invalid parameters {parameter=some, value=1,"
                                + " reason=there is no such parameter}"
                        : name + " method requires no parameters null";
        compare(name + " with a parameter", INVALID + " " + expected, answer);
    }

    private void call(Platform platform, String method, WrongParameters.Case one)
            throws InterruptedException {
        cases++;
        String what = method + ", " + one.rule() + " " + one.parameter();
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("parameter", one.parameter());
        if (one.value() != null) {
            data.put("value", one.value());
        }
        data.put("reason", one.reason());
        try {
            platform.controlPlane().call(method, one.parameters());
            different.add(what + " is not refused");
        } catch (RpcException answer) {
            compare(what, words(method) + " " + data, answer);
        }
    }

    private void compare(String what, String expected, RpcException answer) {
        String came = answer.code() + " " + answer.getMessage() + " " + answer.data();
        if (!came.equals(expected)) {
            different.add(what + ": " + came + " instead of " + expected);
        }
    }

    private static String words(String method) {
        return switch (method) {
            case "bdev_set_options", "sock_impl_get_options" -> INVALID + " Invalid parameters";
            case "keyring_file_add_key", "keyring_file_remove_key" -> INVALID + " Invalid argument";
            case "iobuf_set_options", "log_enable_timestamps" -> INVALID + " " + UNDECODED;
            case "framework_get_config" -> INVALID + " Invalid arguments";
            default ->
                    INTERNAL_FAMILIES.stream().anyMatch(method::startsWith)
                            ? INTERNAL + " " + UNDECODED
                            : INVALID + " Invalid parameters";
        };
    }
}
