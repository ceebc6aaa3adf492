package io.viaduct.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.core.bdev.ChannelMethods;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.List;

/** What thread_get_io_channels tells. */
class ChannelMethodsTest {
    private final TestBed bed = new TestBed();
    private final ChannelMethods methods = new ChannelMethods(bed.bdevs(), bed.reactors());

    @AfterEach
    void close() throws Exception {
        bed.close();
    }

    private BdevDescriptor use(String name) throws Exception {
        BdevDescriptor descriptor = bed.registry().open(name, false, (gone, cause) -> {});
        var unused = descriptor.channel(bed.reactor());
        return descriptor;
    }

    private List<String> channels() throws Exception {
        var all = bed.get(methods.channels());
        assertEquals("reactor_0", all.threads.getFirst().name);
        return all.threads.getFirst().io_channels.stream()
                .map(one -> one.name + " " + one.ref)
                .toList();
    }

    @Test
    void shouldTellWhichDevicesAreUsedOnAReactorAndByHowMany() throws Exception {
        for (String name : List.of("a", "b", "unused")) {
            var unused = bed.registry().register(new ScriptedBdev(name, Geometry.of(512, 8)));
        }
        assertEquals(List.of(), channels());
        BdevDescriptor first = use("a");
        BdevDescriptor second = use("a");
        BdevDescriptor other = use("b");
        assertEquals(List.of("bdev_a 2", "bdev_b 1"), channels());
        bed.get(first.retire());
        assertEquals(List.of("bdev_a 1", "bdev_b 1"), channels());
        bed.get(second.retire());
        bed.get(other.retire());
        assertEquals(List.of(), channels());
    }
}
