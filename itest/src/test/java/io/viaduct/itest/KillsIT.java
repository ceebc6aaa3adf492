package io.viaduct.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The distribution is killed while its configuration changes, again and again; what the next start
 * finds is what was there before each change or after it, and after each that was acknowledged.
 * {@code -Dkills} says how often, {@code -Dseed} repeats a run's choices.
 */
public class KillsIT {
    private static final Logger LOG = System.getLogger(KillsIT.class.getName());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int KILLS = Integer.getInteger("kills", 5);
    private static final int SLOTS = 8;

    /** Calls that are sent at once. */
    private static final int BURST_MAX = 4;

    /** The longest that changes go on before a kill. */
    private static final int LIFE_MS_MAX = 500;

    /** One kill of so many comes while the target starts. */
    private static final int EARLY_ONE_OF = 6;

    private static final int START_MS_MAX = 1500;

    /** A start is most of the time: little is compiled, and the heap is small. */
    private static final String FLAGS =
            "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:ActiveProcessorCount=2";

    // A socket's path must be short.
    @Rule public final TemporaryFolder temporary = new TemporaryFolder(new File("/tmp"));

    private final long seed = Long.getLong("seed", 1);
    private final Random random = new Random(seed);
    private final List<KillSlot> slots = new ArrayList<>();
    private final Map<KillSlot, KillSlot.Step> open = new HashMap<>();
    private final Map<KillSlot, Map<String, String>> identities = new HashMap<>();
    private Path folder;
    private long changes;
    private long unanswered;
    private long whole;

    @Test
    public void shouldFindEachChangeWholeOrNotAtAllAfterEachKill() throws Exception {
        folder = temporary.getRoot().toPath();
        for (int i = 0; i < SLOTS; i++) {
            slots.add(new KillSlot(i, freePort()));
        }
        begin();
        for (int kill = 1; kill <= KILLS; kill++) {
            try (RunningTarget target = RunningTarget.start(folder, FLAGS)) {
                if (random.nextInt(EARLY_ONE_OF) == 0) {
                    sleep(random.nextInt(START_MS_MAX));
                } else {
                    target.awaitOutput("data");
                    compare("kill " + kill + " of seed " + seed);
                    changeUntilKilled(target);
                }
                target.kill();
            }
        }
        try (RunningTarget target = RunningTarget.start(folder, FLAGS)) {
            target.awaitOutput("data");
            compare("the end of seed " + seed);
        }
        LOG.log(
                Level.INFO,
                KILLS
                        + " kills, "
                        + changes
                        + " changes acknowledged, "
                        + unanswered
                        + " not, of which "
                        + whole
                        + " were there");
        assertTrue(changes > 0);
    }

    /** A configuration without objects but for a transport, instead of the demonstration. */
    private void begin() throws Exception {
        Path config =
                Files.writeString(
                        folder.resolve("config.json"),
                        "{\"subsystems\": [{\"subsystem\": \"nvmf\", \"config\": [{\"method\":"
                            + " \"nvmf_create_transport\", \"params\": {\"trtype\": \"TCP\"}}]}]}");
        try (RunningTarget target = RunningTarget.start(folder, FLAGS, "-c", config.toString())) {
            target.awaitOutput("data");
            target.kill();
        }
    }

    private static void sleep(int ms) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(ms));
    }

    private void changeUntilKilled(RunningTarget target) throws Exception {
        int life = random.nextInt(LIFE_MS_MAX);
        Thread killer =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    sleep(life);
                                    target.close();
                                });
        try (SocketChannel channel =
                        SocketChannel.open(
                                UnixDomainSocketAddress.of(RunningTarget.rpcSocket(folder)));
                BufferedReader answers =
                        new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
            boolean there = true;
            while (there) {
                there = burst(channel, answers);
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "killed", e);
        }
        killer.join();
        unanswered += open.size();
    }

    /** Some calls for different slots at once; false when the target has gone. */
    private boolean burst(SocketChannel channel, BufferedReader answers) throws IOException {
        List<KillSlot> all = new ArrayList<>(slots);
        Collections.shuffle(all, random);
        List<KillSlot> used = all.subList(0, 1 + random.nextInt(BURST_MAX));
        StringBuilder requests = new StringBuilder();
        for (KillSlot slot : used) {
            KillSlot.Step step = slot.next(random);
            open.put(slot, step);
            identities.remove(slot);
            Map<String, Object> request = new HashMap<>();
            request.put("jsonrpc", "2.0");
            request.put("id", slots.indexOf(slot));
            request.put("method", step.method());
            request.put("params", step.parameters());
            requests.append(JSON.writeValueAsString(request));
        }
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(requests.toString());
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        for (int i = 0; i < used.size(); i++) {
            String line = answers.readLine();
            if (line == null) {
                return false;
            }
            JsonNode answer = JSON.readTree(line);
            assertTrue(open + ": " + line, answer.has("result"));
            KillSlot slot = slots.get(answer.get("id").asInt());
            slot.state(open.remove(slot).after());
            changes++;
        }
        return true;
    }

    private void compare(String when) throws IOException {
        try (RpcClient rpc = new RpcClient(RunningTarget.rpcSocket(folder))) {
            for (JsonNode one : rpc.call("viaduct_get_desired", Map.of())) {
                assertEquals(when + ": " + one, "LIVE", one.get("state").asText());
            }
            JsonNode bdevs = rpc.call("bdev_get_bdevs", Map.of());
            JsonNode subsystems = rpc.call("nvmf_get_subsystems", Map.of());
            JsonNode ours = rpc.call("framework_get_config", Map.of("name", "viaduct"));
            for (KillSlot slot : slots) {
                compare(when, slot, slot.seen(bdevs, subsystems, ours));
                Map<String, String> now = slot.identities(bdevs, subsystems);
                Map<String, String> before = identities.put(slot, now);
                if (before != null) {
                    assertEquals(when, before, now);
                }
            }
        }
    }

    private void compare(String when, KillSlot slot, Map<String, String> seen) {
        KillSlot.Step step = open.remove(slot);
        if (step != null && seen.equals(step.after())) {
            whole++;
        } else {
            String what = when + ", slot " + slot.bdev() + (step == null ? "" : ": " + step);
            assertEquals(what, slot.state(), seen);
        }
        slot.state(seen);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
