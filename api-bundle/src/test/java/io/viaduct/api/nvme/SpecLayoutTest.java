package io.viaduct.api.nvme;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Proves every accessor and constant against tables that come from another implementation. */
class SpecLayoutTest {
    private static final int ROUNDS = 16;
    private static final long SEED = 20;

    /** Setters of what other fields' setters make up. */
    private static final Set<String> DERIVED = Set.of("Sqe.blocks");

    static List<SpecField> fields() {
        return SpecTable.rows("fields.txt").stream().map(SpecField::of).toList();
    }

    static List<List<String>> values() {
        return SpecTable.rows("values.txt");
    }

    @ParameterizedTest
    @MethodSource("fields")
    void shouldReadTheFieldsBitsAndNoOthers(SpecField field) {
        Random random = new Random(SEED);
        for (int i = 0; i < ROUNDS; i++) {
            byte[] memory = noise(random, field);
            Object value = field.randomValue(random);
            field.place(memory, value);

            Object read = field.read(MemorySegment.ofArray(memory));

            assertTrue(Objects.deepEquals(value, read), () -> value + " was read as " + read);
        }
    }

    @ParameterizedTest
    @MethodSource("fields")
    void shouldWriteTheFieldsBitsAndNoOthers(SpecField field) {
        Random random = new Random(SEED);
        for (int i = 0; i < ROUNDS; i++) {
            byte[] memory = noise(random, field);
            byte[] expected = memory.clone();
            Object value = field.randomValue(random);
            field.place(expected, value);

            field.write(MemorySegment.ofArray(memory), value);

            assertArrayEquals(expected, memory);
        }
    }

    @ParameterizedTest
    @MethodSource("fields")
    void shouldDropTheBitsOfAValueThatTheFieldHasNoRoomFor(SpecField field) {
        Object ones = field.allOnes();
        if (ones == null) {
            return;
        }
        byte[] memory = noise(new Random(SEED), field);
        byte[] expected = memory.clone();
        field.place(expected, ones);

        field.write(MemorySegment.ofArray(memory), ones);

        assertArrayEquals(expected, memory);
    }

    @Test
    void shouldHaveARowForEverySetter() {
        Set<String> rows = fields().stream().map(SpecField::id).collect(Collectors.toSet());
        Set<String> missing = new TreeSet<>();
        for (Class<?> type : fields().stream().map(SpecField::type).distinct().toList()) {
            Arrays.stream(type.getMethods())
                    .filter(SpecLayoutTest::isSetter)
                    .map(method -> type.getSimpleName() + "." + method.getName())
                    .filter(id -> !rows.contains(id) && !DERIVED.contains(id))
                    .forEach(missing::add);
        }
        assertEquals(Set.of(), missing);
    }

    @ParameterizedTest
    @MethodSource("values")
    void shouldHaveTheSpecificationsNumbers(List<String> row) throws ReflectiveOperationException {
        Class<?> type = SpecTable.type(row.get(0));
        int expected = Integer.parseUnsignedInt(row.get(2).substring(2), 16);

        int actual = type.getField(row.get(1)).getInt(null);

        assertEquals(Integer.toHexString(expected), Integer.toHexString(actual));
    }

    /** Random bytes with room before and behind the structure. */
    private static byte[] noise(Random random, SpecField field) {
        byte[] memory = new byte[SpecField.AT + field.end() + Long.BYTES];
        random.nextBytes(memory);
        return memory;
    }

    private static boolean isSetter(Method method) {
        Class<?>[] parameters = method.getParameterTypes();
        return method.getReturnType() == void.class
                && parameters.length == 3
                && parameters[0] == MemorySegment.class
                && parameters[1] == long.class;
    }
}
