package io.viaduct.mdns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.transport.TransportId;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.util.List;

class PlacesTest {
    private static TransportId listener(String trtype, String traddr, String port) {
        return new TransportId(trtype, "IPv4", traddr, port);
    }

    @Test
    void shouldLeaveOutWhatHostsDoNotLookFor() throws Exception {
        assertTrue(Places.of(List.of(listener("RDMA", "127.0.0.1", "4420"))).isEmpty());
    }

    @Test
    void shouldLeaveOutAddressesThatAreNotThere() throws Exception {
        assertTrue(Places.of(List.of(listener("TCP", "203.0.113.7", "4420"))).isEmpty());
    }

    @Test
    void shouldTakeAllListenersOfAnAddressTogether() throws Exception {
        var places =
                Places.of(
                        List.of(
                                listener("TCP", "127.0.0.1", "8010"),
                                listener("TCP", "127.0.0.1", "8009")));
        assertEquals(List.of(8009, 8010), List.copyOf(places.values().iterator().next()));
        assertEquals(1, places.size());
    }

    @Test
    void shouldNotPublishLoopbackForAllAddresses() throws Exception {
        assertTrue(
                Places.of(List.of(listener("TCP", "0.0.0.0", "8009"))).keySet().stream()
                        .noneMatch(InetAddress::isLoopbackAddress));
    }
}
