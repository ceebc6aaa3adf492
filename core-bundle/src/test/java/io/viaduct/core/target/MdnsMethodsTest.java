package io.viaduct.core.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.discovery.DiscoveryPublisher;
import io.viaduct.api.transport.TransportId;
import io.viaduct.conformance.Proves;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

class MdnsMethodsTest {
    private static final String PUBLISH = "nvmf_publish_mdns_prr";
    private static final String STOP = "nvmf_stop_mdns_prr";
    private static final String ADD = "nvmf_subsystem_add_listener";
    private static final String REMOVE = "nvmf_subsystem_remove_listener";

    private final TargetFixture f = new TargetFixture();
    private final Publisher publisher = new Publisher();
    private int wakes;

    /** Keeps what it is told. */
    private static final class Publisher implements DiscoveryPublisher {
        private final List<String> told = new ArrayList<>();
        private CompletableFuture<Void> done = CompletableFuture.completedFuture(null);

        @Override
        public CompletionStage<Void> publish(String nqn, List<TransportId> listeners) {
            told.add(nqn + " " + listeners.stream().map(TransportId::trsvcid).toList());
            return done;
        }

        String last() {
            return told.getLast();
        }
    }

    @BeforeEach
    void build() throws Exception {
        f.targets.publishers().whenPossible(() -> wakes++);
        f.build();
    }

    @AfterEach
    void close() {
        f.close();
    }

    private void add(Publisher one) {
        f.on(
                () -> {
                    f.targets.publishers().add(one);
                    return null;
                });
    }

    private CompletableFuture<Void> remove(Publisher one) {
        return f.on(() -> f.targets.publishers().remove(one));
    }

    private void listen(String port) throws Exception {
        f.call(ADD, TargetFixture.listener(Nqn.DISCOVERY, port));
    }

    @Test
    @Proves("features 3.6 mDNS")
    void shouldPublishWhereDiscoveryListens() throws Exception {
        add(publisher);
        listen("8009");
        f.call(PUBLISH, null);
        assertEquals(Nqn.DISCOVERY + " [8009]", publisher.last());
        listen("8010");
        assertEquals(Nqn.DISCOVERY + " [8009, 8010]", publisher.last());
        f.call(REMOVE, TargetFixture.listener(Nqn.DISCOVERY, "8009"));
        assertEquals(Nqn.DISCOVERY + " [8010]", publisher.last());
        f.call("viaduct_discovery_set_nqn", Map.of("nqn", TargetFixture.NQN + "d"));
        assertEquals(TargetFixture.NQN + "d [8010]", publisher.last());
        f.call(STOP, null);
        assertEquals(TargetFixture.NQN + "d []", publisher.last());
        listen("8011");
        assertEquals(5, publisher.told.size());
    }

    @Test
    @Proves("features 3.6 mDNS")
    void shouldStayPublishedWhileDiscoveryListensNowhere() throws Exception {
        add(publisher);
        listen("8009");
        f.call(PUBLISH, null);
        f.call(REMOVE, TargetFixture.listener(Nqn.DISCOVERY, "8009"));
        assertEquals(Nqn.DISCOVERY + " []", publisher.last());
        f.refuses(-17, "File exists", PUBLISH, null);
        listen("8010");
        assertEquals(Nqn.DISCOVERY + " [8010]", publisher.last());
    }

    @Test
    void shouldTellNothingOfOtherSubsystems() throws Exception {
        add(publisher);
        listen("8009");
        f.call(PUBLISH, null);
        f.call(ADD, TargetFixture.listener(TargetFixture.NQN, "4421"));
        assertEquals(1, publisher.told.size());
    }

    @Test
    @Proves("features 3.6 mDNS")
    void shouldRefuseAsSpdkDoes() throws Exception {
        listen("8009");
        f.refuses(-95, "Operation not supported", PUBLISH, null);
        assertEquals(true, f.call(STOP, null));
        add(publisher);
        f.refuses(-32603, "Unable to find a target.", PUBLISH, Map.of("tgt_name", "other"));
        f.refuses(-32603, "Unable to find a target.", STOP, Map.of("tgt_name", "other"));
        f.call(REMOVE, TargetFixture.listener(Nqn.DISCOVERY, "8009"));
        f.refuses(-22, "Invalid argument", PUBLISH, null);
        listen("8009");
        f.call(PUBLISH, null);
        f.refuses(-17, "File exists", PUBLISH, null);
        assertEquals(1, publisher.told.size());
    }

    @Test
    void shouldPublishOneTargetAtATime() throws Exception {
        add(publisher);
        listen("8009");
        f.call("nvmf_create_target", Map.of("name", "second"));
        Map<String, Object> first = Map.of("tgt_name", "nvmf_tgt");
        Map<String, Object> second = Map.of("tgt_name", "second");
        f.call(PUBLISH, first);
        f.refuses(-22, "Invalid argument", PUBLISH, second);
        f.call(STOP, second);
        assertEquals(1, publisher.told.size());
        f.call(STOP, first);
        f.call("nvmf_create_transport", Map.of("tgt_name", "second", "trtype", "tcp"));
        f.call(
                ADD,
                Map.of(
                        "tgt_name",
                        "second",
                        "nqn",
                        "discovery",
                        "listen_address",
                        TargetFixture.address("8020")));
        f.call(PUBLISH, second);
        assertEquals(Nqn.DISCOVERY + " [8020]", publisher.last());
        f.call("nvmf_delete_target", Map.of("name", "second"));
        assertEquals(Nqn.DISCOVERY + " []", publisher.last());
        assertFalse(f.desiredMethods().contains(PUBLISH));
    }

    @Test
    void shouldBeDesiredUntilItIsStopped() throws Exception {
        add(publisher);
        listen("8009");
        f.call(PUBLISH, null);
        assertTrue(f.desiredMethods().contains(PUBLISH));
        f.call(STOP, null);
        assertFalse(f.desiredMethods().contains(PUBLISH));
    }

    @Test
    void shouldWaitWhenTheBundleLeavesAndUntilItHasTakenBackWhatItPublished() throws Exception {
        add(publisher);
        listen("8009");
        f.call(PUBLISH, null);
        publisher.done = new CompletableFuture<>();
        CompletableFuture<Void> gone = remove(publisher);
        assertEquals(Nqn.DISCOVERY + " []", publisher.last());
        assertFalse(gone.isDone());
        assertTrue(f.on(() -> f.desired.isWaiting(entry -> entry.method().equals(PUBLISH))));
        assertNull(f.on(() -> f.targets.publishers().published()));
        publisher.done.complete(null);
        gone.join();
        f.refuses(-95, "Operation not supported", PUBLISH, null);
        int before = wakes;
        add(new Publisher());
        assertEquals(before + 1, wakes);
    }

    @Test
    void shouldAskTheNextWhenTheFirstHasLeft() throws Exception {
        var next = new Publisher();
        add(publisher);
        add(next);
        listen("8009");
        f.call(PUBLISH, null);
        assertEquals(List.of(), next.told);
        remove(publisher).join();
        assertEquals(1, wakes);
        f.call(PUBLISH, null);
        assertEquals(Nqn.DISCOVERY + " [8009]", next.last());
        remove(publisher).join();
        assertEquals(1, next.told.size());
    }

    @Test
    void shouldKeepListenersWhenAPublisherFails() throws Exception {
        publisher.done = CompletableFuture.failedFuture(new IllegalStateException("of the test"));
        add(publisher);
        listen("8009");
        assertEquals(true, f.call(PUBLISH, null));
        listen("8010");
        assertEquals(2, publisher.told.size());
    }
}
