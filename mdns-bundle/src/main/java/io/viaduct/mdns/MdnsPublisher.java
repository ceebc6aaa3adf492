package io.viaduct.mdns;

import io.viaduct.api.discovery.DiscoveryPublisher;
import io.viaduct.api.transport.TransportId;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Publishes the discovery service by multicast DNS, on the links of the addresses where it listens.
 * All is done on a thread of its own, because the library waits for the network. While there is
 * something to publish it looks again from time to time, for links that come and go.
 */
@Component
public final class MdnsPublisher implements DiscoveryPublisher {
    private static final Logger LOG = System.getLogger(MdnsPublisher.class.getName());

    /** How often links are looked at; a listener's address comes seldom. */
    private static final long LOOK_SECONDS = 10;

    /** How long the end waits for what hosts are told: the library gives up before. */
    private static final long END_SECONDS = 12;

    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    task -> Thread.ofPlatform().daemon().name("mDNS").unstarted(task));

    private final Map<InetAddress, Responder> responders = new HashMap<>();
    private final Set<InetAddress> failing = new HashSet<>();
    private final String host;
    private String nqn = "";
    private List<TransportId> listeners = List.of();

    /** Publishes nothing yet. */
    @Activate
    public MdnsPublisher() throws IOException {
        this(Files.readString(HOST_NAME).strip().split("\\.", 2)[0]);
    }

    /** As a machine of that name, without a domain. */
    MdnsPublisher(String host) {
        this.host = host;
        var unused =
                thread.scheduleWithFixedDelay(
                        this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public CompletionStage<Void> publish(String name, List<TransportId> places) {
        List<TransportId> wanted = List.copyOf(places);
        return CompletableFuture.runAsync(
                () -> {
                    nqn = name;
                    listeners = wanted;
                    apply();
                },
                thread);
    }

    private void look() {
        if (!listeners.isEmpty()) {
            apply();
        }
    }

    private void apply() {
        Map<InetAddress, Set<Integer>> wanted;
        try {
            wanted = Places.of(listeners);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "links cannot be looked at: " + e.getMessage());
            return;
        }
        for (InetAddress address : List.copyOf(responders.keySet())) {
            if (!wanted.containsKey(address)) {
                close(address);
            }
        }
        failing.retainAll(wanted.keySet());
        wanted.forEach(this::serve);
    }

    private void serve(InetAddress address, Set<Integer> ports) {
        try {
            Responder responder = responders.get(address);
            if (responder == null) {
                responder = new Responder(address, host);
                responders.put(address, responder);
            }
            responder.serve(
                    ports.stream()
                            .map(port -> new Service(host, port, nqn))
                            .collect(Collectors.toSet()));
            failing.remove(address);
        } catch (IOException e) {
            if (failing.add(address)) {
                LOG.log(Level.WARNING, "not published by " + address + ": " + e.getMessage());
            }
        }
    }

    private void close(InetAddress address) {
        try {
            responders.remove(address).close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the end of " + address + ": " + e.getMessage());
        }
    }

    /** Takes everything back and ends. */
    @Deactivate
    public void close() throws InterruptedException {
        publish(nqn, List.of());
        thread.shutdown();
        if (!thread.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
            LOG.log(Level.WARNING, "the library has not ended");
        }
    }
}
