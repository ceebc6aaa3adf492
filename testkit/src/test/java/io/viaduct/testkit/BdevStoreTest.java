package io.viaduct.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.BdevEvents;
import io.viaduct.api.bdev.BdevModule;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.BdevRegistration;
import io.viaduct.api.bdev.BdevRegistration.Departure;
import io.viaduct.api.bdev.BdevRegistry;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.reactor.Owner;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.core.bdev.BdevListener;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** How devices come, are used, and go. */
class BdevStoreTest {
    private static final BdevEvents DEAF = (gone, cause) -> {};
    private static final int MANY = 10_000;

    private final TestBed bed = new TestBed(2);
    private final Owner module = bed.reactors().owner("module");
    private final BdevRegistry registry = bed.bdevs().registry(module);
    private final List<String> heard = new ArrayList<>();

    @AfterEach
    void close() {
        bed.close();
    }

    private static ScriptedBdev disk(String name) {
        return new ScriptedBdev(name, Geometry.of(512, 8));
    }

    private static int code(org.junit.jupiter.api.function.Executable call) {
        return assertThrows(RpcException.class, call).code();
    }

    private void listen() {
        bed.bdevs()
                .add(
                        new BdevListener() {
                            @Override
                            public void registered(Bdev bdev, Owner owner) {
                                heard.add("+" + bdev.name() + " of " + owner.name());
                            }

                            @Override
                            public void departed(Bdev bdev, Departure cause) {
                                heard.add("-" + bdev.name() + " " + cause);
                            }
                        });
    }

    @Test
    void shouldKnowADeviceByAllItsNames() throws Exception {
        ScriptedBdev disk = disk("A").aliases("lvs/a", "A");
        registry.register(disk);
        assertSame(disk, registry.find("A"));
        assertSame(disk, registry.find("lvs/a"));
        assertSame(disk, registry.find(disk.uuid().toString()));
        assertNull(registry.find("B"));
        assertEquals(List.of(disk), List.copyOf(registry.bdevs()));
    }

    @Test
    void shouldRefuseNamesThatAreTakenAndChangeNothing() throws Exception {
        ScriptedBdev disk = disk("A").aliases("B");
        registry.register(disk);
        assertEquals(-17, code(() -> registry.register(disk("A"))));
        assertEquals(-17, code(() -> registry.register(disk("B"))));
        assertEquals(-17, code(() -> registry.register(disk("C").aliases("A"))));
        assertEquals(-17, code(() -> registry.register(disk(disk.uuid().toString()))));
        assertNull(registry.find("C"));
        assertEquals(1, registry.bdevs().size());
    }

    @Test
    void shouldRefuseMalformedNames() {
        for (String name : new String[] {"", "x".repeat(256), "a\nb", null}) {
            assertEquals(-22, code(() -> registry.register(disk(name))));
        }
        assertEquals(-22, code(() -> registry.register(disk("A").aliases(""))));
    }

    @Test
    void shouldTellListenersOfComingAndGoing() throws Exception {
        listen();
        BdevRegistration registration = registry.register(disk("A"));
        bed.get(registration.depart(Departure.DELETED));
        assertEquals(List.of("+A of module", "-A DELETED"), heard);
    }

    @Test
    void shouldOpenOnlyWhatIsThere() {
        assertEquals(-19, code(() -> registry.open("A", false, DEAF)));
    }

    @Test
    void shouldLetADeviceGoOnlyWhenItsUsersHaveGivenItUp() throws Exception {
        listen();
        BdevRegistration registration = registry.register(disk("A"));
        BdevDescriptor user =
                registry.open("A", false, (gone, cause) -> heard.add("told " + cause));
        CompletionStage<Void> gone = registration.depart(Departure.MODULE_LEAVING);
        bed.run();
        assertFalse(gone.toCompletableFuture().isDone());
        assertEquals(List.of("+A of module", "told MODULE_LEAVING"), heard);
        assertNull(registry.find("A"), "it is not found while it goes");
        assertEquals(-19, code(() -> registry.open("A", false, DEAF)));
        assertEquals(-17, code(() -> registry.register(disk("A"))), "its name is not free yet");
        user.retire();
        bed.get(gone);
        assertEquals("-A MODULE_LEAVING", heard.getLast());
        registry.register(disk("A"));
    }

    @Test
    void shouldKeepTheFirstCause() throws Exception {
        listen();
        BdevRegistration registration = registry.register(disk("A"));
        BdevDescriptor user = registry.open("A", false, DEAF);
        registration.depart(Departure.DEVICE_LOST);
        registration.depart(Departure.DELETED);
        bed.get(user.retire());
        assertEquals("-A DEVICE_LOST", heard.getLast());
    }

    @Test
    void shouldEndTheUseOfAUserThatFails() throws Exception {
        BdevRegistration registration = registry.register(disk("A"));
        BdevEvents failing =
                (gone, cause) -> {
                    throw new IllegalStateException("a bug of the user");
                };
        registry.open("A", false, failing).channel(bed.reactor());
        bed.get(registration.depart(Departure.DELETED));
        assertEquals(List.of(), List.copyOf(registry.bdevs()));
    }

    @Test
    void shouldReturnFromACloseWhenUsersHaveGivenUp() throws Exception {
        ScriptedBdev disk = disk("A");
        BdevRegistration registration = registry.register(disk);
        List<BdevDescriptor> users = new ArrayList<>();
        users.add(registry.open("A", false, (gone, cause) -> users.getFirst().retire()));
        users.add(registry.open("A", false, (gone, cause) -> users.getLast().close()));
        users.forEach(user -> bed.perform(user.channel(bed.reactor()), readOne()));
        registration.close(Departure.DELETED);
        assertEquals(0, disk.channels());
        assertEquals(List.of(), List.copyOf(registry.bdevs()));
        assertEquals(0, bed.bdevs().overdue());
        registration.close(Departure.DELETED);
    }

    private static TestIo readOne() {
        return new TestIo().prepare(BdevOp.READ, 0, 1, new Scatter(512));
    }

    @Test
    void shouldNotWaitForeverForWhatADeviceKeeps() throws Exception {
        ScriptedBdev disk = disk("A").hold();
        BdevRegistration registration = registry.register(disk);
        BdevDescriptor user = registry.open("A", false, DEAF);
        TestIo io = readOne().submit(user.channel(bed.reactor()));
        user.close();
        assertEquals(1, bed.bdevs().overdue());
        registration.close(Departure.MODULE_LEAVING);
        assertEquals(2, bed.bdevs().overdue());
        assertEquals(1, disk.channels(), "still in use");
        disk.finish(0);
        bed.run();
        assertTrue(io.ended());
        assertEquals(0, disk.channels());
        registry.register(disk("A"));
    }

    @Test
    void shouldTakeTheNewsOfALossFromAReactor() throws Exception {
        listen();
        BdevRegistration registration = registry.register(disk("A"));
        bed.reactor().send(module, registration::lost);
        bed.run();
        assertEquals("-A DEVICE_LOST", heard.getLast());
    }

    @Test
    void shouldTellUsersOfAResizeAfterTheReactorsKnow() throws Exception {
        ScriptedBdev disk = disk("A");
        BdevRegistration registration = registry.register(disk);
        List<Integer> statuses = new ArrayList<>();
        BdevDescriptor[] user = new BdevDescriptor[1];
        TestIo io = new TestIo().prepare(BdevOp.READ, 8, 1, new Scatter(512));
        BdevEvents events =
                new BdevEvents() {
                    @Override
                    public void resized(Bdev bdev) {
                        statuses.add(io.submit(user[0].channel(bed.reactor())).status());
                    }

                    @Override
                    public void removed(Bdev bdev, Departure cause) {}
                };
        user[0] = registry.open("A", false, events);
        user[0].channel(bed.reactor());
        disk.reshape(Geometry.of(512, 9));
        registration.resized();
        bed.run();
        assertEquals(List.of(0), statuses);
        bed.get(user[0].retire());
    }

    @Test
    void shouldLetOneUserWriteAlone() throws Exception {
        registry.register(disk("A"));
        BdevDescriptor writer = registry.open("A", true, DEAF);
        BdevDescriptor reader = registry.open("A", false, DEAF);
        writer.claim("raid0");
        assertEquals("raid0", bed.bdevs().claimedBy("A"));
        assertEquals(-1, code(() -> reader.claim("raid1")));
        assertEquals(-1, code(() -> registry.open("A", true, DEAF)));
        bed.get(registry.open("A", false, DEAF).retire());
        bed.get(writer.retire());
        assertNull(bed.bdevs().claimedBy("A"));
        reader.claim("raid1");
        bed.get(reader.retire());
    }

    @Test
    void shouldRefuseAClaimWhileAnotherWrites() throws Exception {
        registry.register(disk("A"));
        BdevDescriptor one = registry.open("A", true, DEAF);
        BdevDescriptor two = registry.open("A", true, DEAF);
        assertEquals(-1, code(() -> one.claim("one")));
        bed.get(two.retire());
        one.claim("one");
        bed.get(one.retire());
    }

    @Test
    void shouldSeeABundleOffWithAllItsDevicesAndUses() throws Exception {
        BdevRegistry other = bed.bdevs().registry(bed.reactors().owner("other"));
        ScriptedBdev lower = disk("lower");
        other.register(lower);
        registry.register(disk("first"));
        registry.register(disk("second"));
        BdevDescriptor use = registry.open("lower", false, DEAF);
        bed.perform(use.channel(bed.reactor()), readOne());
        listen();
        bed.get(bed.bdevs().leave(module));
        assertEquals(List.of("-second MODULE_LEAVING", "-first MODULE_LEAVING"), heard);
        assertEquals(0, lower.channels());
        assertEquals(List.of(lower), List.copyOf(registry.bdevs()));
    }

    @Test
    void shouldRefuseAChannelOfAUseThatHasEnded() throws Exception {
        registry.register(disk("A"));
        BdevDescriptor user = registry.open("A", false, DEAF);
        bed.get(user.retire());
        assertThrows(IllegalStateException.class, () -> user.channel(bed.reactor()));
    }

    @Test
    void shouldSeeTenThousandDevicesComeAndGo() throws Exception {
        Geometry small = Geometry.of(512, 1);
        for (int i = 0; i < MANY; i++) {
            registry.register(new ScriptedBdev("Disk" + i, small));
        }
        assertEquals(MANY, registry.bdevs().size());
        bed.get(bed.bdevs().leave(module));
        assertEquals(0, registry.bdevs().size());
    }

    @Test
    void shouldShowEveryDeviceToEveryModule() throws Exception {
        List<Runnable> done = new ArrayList<>();
        BdevModule examining =
                new BdevModule() {
                    @Override
                    public String name() {
                        return "examining";
                    }

                    @Override
                    public void examine(Bdev bdev, Runnable finished) {
                        heard.add(bdev.name());
                        done.add(finished);
                    }
                };
        registry.register(disk("before"));
        bed.bdevs().add(examining);
        registry.register(disk("after"));
        assertEquals(List.of("before", "after"), heard);
        CompletableFuture<Void> idle = bed.bdevs().examined();
        done.getFirst().run();
        done.getFirst().run();
        bed.run();
        assertFalse(idle.isDone(), "one look is still under way");
        done.getLast().run();
        bed.run();
        assertTrue(idle.isDone());
    }
}
