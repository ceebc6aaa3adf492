package io.viaduct.transport.tcp;

import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.transport.TransportId;

import java.util.Map;

/** What an address has to look like: an IP address in figures and a port. No names are resolved. */
final class TcpAddress {
    private static final int PORT_MAX = 65535;

    private TcpAddress() {}

    static void check(TransportId id) throws RpcException {
        if (!id.adrfam().equalsIgnoreCase("IPv4") && !id.adrfam().equalsIgnoreCase("IPv6")) {
            throw refuse("adrfam", id.adrfam(), "is neither IPv4 nor IPv6");
        }
        if (id.traddr().isEmpty()) {
            throw refuse("traddr", id.traddr(), "is empty");
        }
        if (!isPort(id.trsvcid())) {
            throw refuse("trsvcid", id.trsvcid(), "is no port from 0 to " + PORT_MAX);
        }
    }

    private static boolean isPort(String text) {
        return text.length() >= 1
                && text.length() <= 5
                && text.chars().allMatch(c -> c >= '0' && c <= '9')
                && Integer.parseInt(text) <= PORT_MAX;
    }

    private static RpcException refuse(String name, String value, String why) {
        return new RpcException(
                RpcException.INVALID_PARAMS,
                "Invalid parameters",
                Map.of("parameter", name, "value", value, "reason", why));
    }
}
