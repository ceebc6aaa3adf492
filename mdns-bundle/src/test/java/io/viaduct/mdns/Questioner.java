package io.viaduct.mdns;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A host on the loopback's link that looks for services (RFC 6762). One thread. */
final class Questioner implements AutoCloseable {
    /** What it looks for. */
    static final String TYPE = "_nvme-disc._tcp.local";

    /** Who has services of that type: as avahi-browse 0.8 asks. */
    private static final byte[] QUESTION =
            HexFormat.of()
                    .parseHex(
                            "0000000000010000000000000a5f6e766d652d64697363045f746370056c6f63616c"
                                    + "00000c0001");

    private static final int PORT = 5353;
    private static final InetSocketAddress GROUP = new InetSocketAddress("224.0.0.251", PORT);
    private static final int PACKET_MAX = 9000;

    /** After so long without an answer it asks again. */
    private static final int PATIENCE_MS = 250;

    private final MulticastSocket socket;
    private final List<DnsRecords.One> heard = new ArrayList<>();

    Questioner() throws IOException {
        NetworkInterface link = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
        socket = new MulticastSocket(PORT);
        socket.setNetworkInterface(link);
        socket.joinGroup(GROUP, link);
        socket.setSoTimeout(PATIENCE_MS);
    }

    /** Asks until it knows all of one service. */
    Answer ask(String instance) throws IOException {
        Answer answer = known(instance);
        while (answer == null) {
            socket.send(new DatagramPacket(QUESTION, QUESTION.length, GROUP));
            listen();
            answer = known(instance);
        }
        return answer;
    }

    /** Waits until a service has been taken back. */
    void awaitGoodbye(String instance) throws IOException {
        while (heard.stream().noneMatch(one -> one.ttl() == 0 && one.values().contains(instance))) {
            listen();
        }
    }

    private Answer known(String instance) {
        List<DnsRecords.One> services = of(instance, DnsRecords.SRV);
        List<DnsRecords.One> texts = of(instance, DnsRecords.TXT);
        boolean pointed =
                of(TYPE, DnsRecords.PTR).stream().anyMatch(one -> one.values().contains(instance));
        if (!pointed || services.isEmpty() || texts.isEmpty()) {
            return null;
        }
        List<String> service = services.getFirst().values();
        String target = service.get(1);
        List<DnsRecords.One> addresses = of(target, DnsRecords.A);
        if (addresses.isEmpty()) {
            return null;
        }
        return new Answer(
                Integer.parseInt(service.getFirst()),
                target,
                addresses.getLast().values(),
                texts.getLast().values());
    }

    private List<DnsRecords.One> of(String name, int type) {
        return heard.stream()
                .filter(one -> one.type() == type && one.ttl() > 0)
                .filter(one -> one.name().equalsIgnoreCase(name))
                .toList();
    }

    private void listen() throws IOException {
        var packet = new DatagramPacket(new byte[PACKET_MAX], PACKET_MAX);
        try {
            socket.receive(packet);
            heard.addAll(DnsRecords.of(packet.getData(), packet.getLength()));
        } catch (SocketTimeoutException e) {
            // Nothing has come: whoever waits asks again.
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
