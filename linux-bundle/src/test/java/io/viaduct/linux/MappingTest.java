package io.viaduct.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.memory.Native;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

class MappingTest {
    private static final int CREATE = Files.READ_WRITE | Files.CREATE;

    @Test
    void shouldMapZeroedWholePages() throws Exception {
        try (Mapping mapping = Mapping.create("test", Mapping.pageSize() + 1)) {
            assertEquals(2L * Mapping.pageSize(), mapping.size());
            assertEquals(0, mapping.address() % Mapping.pageSize());
            assertEquals(mapping.address(), mapping.segment().address());
            assertEquals(mapping.size(), mapping.segment().byteSize());
            assertEquals(0, Native.i64(mapping.address() + mapping.size() - Long.BYTES));
            assertEquals(mapping.size(), Files.size(mapping.descriptor()));
        }
    }

    @Test
    void shouldShowTheSameBytesToAllWhoMapThem() throws Exception {
        int page = Mapping.pageSize();
        try (Mapping one = Mapping.create("test", 2L * page);
                Mapping two = Mapping.of(Descriptor.duplicate(one.descriptor()), page, page)) {
            Native.putI64(one.address() + page, 0x1122334455667788L);
            assertEquals(0x1122334455667788L, Native.i64(two.address()));
        }
    }

    @Test
    void shouldSealItsOwnMemoryAgainstShrinking(@TempDir Path folder) throws Exception {
        try (Mapping mapping = Mapping.create("test", 1, Mapping.Option.POPULATE)) {
            assertTrue(Mapping.sealed(mapping.descriptor()));
            int punch = Files.KEEP_SIZE | Files.PUNCH_HOLE;
            assertEquals(0, Files.allocate(mapping.descriptor(), punch, 0, mapping.size()));
        }
        int file = Files.open(folder.resolve("file"), CREATE, 0600);
        assertFalse(Mapping.sealed(file));
        Descriptor.close(file);
    }

    @Test
    void shouldGiveTheDescriptorBackWhenItIsClosed() throws Exception {
        Mapping mapping = Mapping.create("test", 1);
        int descriptor = mapping.descriptor();
        assertTrue(Descriptor.isOpen(descriptor));
        mapping.close();
        assertFalse(Descriptor.isOpen(descriptor));
    }

    @Test
    void shouldRefuseMoreThanTheMachineHas() {
        long much = 1L << 60;
        assertThrows(SystemCallException.class, () -> Mapping.create("test", much));
        var all = Mapping.Option.values();
        assertThrows(SystemCallException.class, () -> Mapping.create("test", much, all));
    }
}
