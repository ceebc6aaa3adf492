package io.viaduct.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.viaduct.api.rpc.RpcException;

import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** What is published by multicast DNS waits for the bundle that does it. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class MdnsIT {
    private static final String PUBLISH = "nvmf_publish_mdns_prr";
    private static final String STOP = "nvmf_stop_mdns_prr";

    @Configuration
    public Option[] platform() throws IOException {
        return new Option[] {Distribution.platform(), HostedTarget.hosts()};
    }

    @Test
    public void shouldBePublishedAgainWhenItsBundleIsBack() throws Exception {
        HostedTarget target =
                new HostedTarget(FrameworkUtil.getBundle(MdnsIT.class).getBundleContext());
        Bundle bundle = target.bundle("io.viaduct.mdns");
        Map<String, Object> address =
                Map.of("trtype", "TCP", "traddr", "127.0.0.1", "trsvcid", "0");
        target.call(
                "nvmf_subsystem_add_listener",
                Map.of("nqn", "discovery", "listen_address", address));
        target.call(PUBLISH, null);
        assertEquals("published", -17, refusal(target));
        bundle.stop();
        assertEquals("nobody can", -95, refusal(target));
        String reason = String.valueOf(waiting(target));
        assertTrue(reason, reason.startsWith("its bundle has left"));
        bundle.start();
        target.awaitNothingWaiting();
        assertEquals("published again", -17, refusal(target));
        target.call(STOP, null);
        bundle.stop();
        assertEquals(List.of(), target.call("viaduct_get_waiting", null));
        bundle.start();
        target.close();
    }

    private static int refusal(HostedTarget target) {
        return assertThrows(RpcException.class, () -> target.call(PUBLISH, null)).code();
    }

    private static Object waiting(HostedTarget target) throws Exception {
        List<?> all = (List<?>) target.call("viaduct_get_waiting", null);
        return ((Map<?, ?>) all.getFirst()).get("reason");
    }
}
