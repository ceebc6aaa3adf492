package io.viaduct.linux;

/**
 * One end of a TCP connection.
 *
 * @param address an IPv4 or IPv6 address in text, as inet_ntop(3) writes it; never a name
 * @param port 0 to 65535
 */
public record Endpoint(String address, int port) {
    @Override
    public String toString() {
        return (address.indexOf(':') < 0 ? address : "[" + address + "]") + ":" + port;
    }
}
