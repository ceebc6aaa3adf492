package io.viaduct.mdns;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.viaduct.api.transport.TransportId;
import io.viaduct.conformance.Proves;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Over the loopback's own link, where nobody else hears it. */
@Timeout(60)
class MdnsPublisherTest {
    private static final String NQN = "nqn.2014-08.org.nvmexpress.discovery";

    // Somebody else may use this machine's own name at the same time.
    private final String host = "t" + ProcessHandle.current().pid();
    private final MdnsPublisher publisher = new MdnsPublisher(host);
    private Questioner questioner;

    @BeforeEach
    void open() throws IOException {
        questioner = new Questioner();
    }

    @AfterEach
    void close() throws Exception {
        publisher.close();
        questioner.close();
    }

    private void publish(String... ports) {
        List<TransportId> listeners =
                Stream.of(ports)
                        .map(port -> new TransportId("TCP", "IPv4", "127.0.0.1", port))
                        .toList();
        publisher.publish(NQN, listeners).toCompletableFuture().join();
    }

    private String name(String port) {
        return "viaduct-" + host + "-" + port + "." + Questioner.TYPE;
    }

    @Test
    @Proves("features 3.6 mDNS")
    void shouldAnswerWhoLooksForDiscoveryControllersAsListenersComeAndGo() throws Exception {
        publish("8009");
        Answer answer = questioner.ask(name("8009"));
        assertEquals(8009, answer.port());
        assertEquals(host + ".local", answer.target());
        assertEquals(List.of("127.0.0.1"), answer.addresses());
        assertEquals(Set.of("p=tcp", "nqn=" + NQN), Set.copyOf(answer.text()));
        publish("8010");
        questioner.awaitGoodbye(name("8009"));
        assertEquals(8010, questioner.ask(name("8010")).port());
        publish();
        questioner.awaitGoodbye(name("8010"));
    }
}
