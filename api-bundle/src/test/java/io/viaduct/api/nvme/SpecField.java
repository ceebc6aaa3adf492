package io.viaduct.api.nvme;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.Method;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * One row of the table of fields, with the pair of accessors that it is about. Bits are computed
 * here with big integers, thus not as the accessors do it.
 *
 * @param offset of the first byte
 * @param low first bit, counted from that byte
 * @param width bits
 */
record SpecField(Class<?> type, String name, int offset, int low, int width) {
    /** Where the structure begins: an odd place, as it may be in a capsule. */
    static final int AT = 5;

    private static final List<Class<?>> VALUES =
            List.of(int.class, long.class, boolean.class, String.class, UUID.class, byte[].class);

    static SpecField of(List<String> row) {
        int size = Integer.parseInt(row.get(3));
        int high = size * 8 - 1;
        int low = 0;
        if (row.size() > 4) {
            String[] bits = row.get(4).split(":");
            high = Integer.parseInt(bits[0]);
            low = Integer.parseInt(bits[1]);
        }
        int offset = Integer.parseInt(row.get(2));
        return new SpecField(SpecTable.type(row.get(0)), row.get(1), offset, low, high - low + 1);
    }

    String id() {
        return type.getSimpleName() + "." + name;
    }

    /** How much of the structure must be there for the accessors to work. */
    int end() {
        return Math.max(offset + (low + width + 7) / 8, Long.BYTES);
    }

    /** A value that the getter can return. */
    Object randomValue(Random random) {
        Class<?> kind = valueType();
        if (kind == boolean.class) {
            return random.nextBoolean();
        } else if (kind == int.class) {
            return random.nextInt() & (int) (width < 32 ? (1L << width) - 1 : -1);
        } else if (kind == long.class) {
            return random.nextLong() & (width < 64 ? (1L << width) - 1 : -1);
        } else if (kind == UUID.class) {
            return new UUID(random.nextLong(), random.nextLong());
        } else if (kind == String.class) {
            return "x".repeat(random.nextInt(width / 8));
        }
        byte[] bytes = new byte[width / 8];
        random.nextBytes(bytes);
        return bytes;
    }

    /** A number with more ones than the field may have; null where there is none. */
    Object allOnes() {
        Class<?> kind = valueType();
        if (kind == int.class) {
            return -1;
        }
        return kind == long.class && width <= 64 ? -1L : null;
    }

    /** Puts the value into the structure that begins at {@link #AT}. */
    void place(byte[] memory, Object value) {
        BigInteger all = littleEndian(memory);
        int shift = (AT + offset) * 8 + low;
        BigInteger mask = BigInteger.ONE.shiftLeft(width).subtract(BigInteger.ONE);
        BigInteger bits = bits(value).and(mask).shiftLeft(shift);
        byte[] result = all.andNot(mask.shiftLeft(shift)).or(bits).toByteArray();
        for (int i = 0; i < memory.length; i++) {
            int from = result.length - 1 - i;
            memory[i] = from < 0 ? 0 : result[from];
        }
    }

    Object read(MemorySegment segment) {
        if (!isRegister()) {
            return call(getter(), segment, (long) AT);
        }
        return call(getter(), register(segment));
    }

    void write(MemorySegment segment, Object value) {
        if (!isRegister()) {
            call(
                    method(name, MemorySegment.class, long.class, valueType()),
                    segment,
                    (long) AT,
                    value);
        } else if (registerType() == long.class) {
            Method setter = method(name, long.class, valueType());
            Wire.i64(segment, AT, (long) call(setter, register(segment), value));
        } else {
            Method setter = method(name, int.class, valueType());
            Wire.i32(segment, AT, (int) call(setter, register(segment), value));
        }
    }

    @Override
    public String toString() {
        return id();
    }

    private BigInteger bits(Object value) {
        return switch (value) {
            case Boolean flag -> flag ? BigInteger.ONE : BigInteger.ZERO;
            case Number number when width > 64 ->
                    new BigInteger(Long.toUnsignedString(number.longValue()));
            case Number number -> BigInteger.valueOf(number.longValue());
            case UUID uuid ->
                    littleEndian(
                            ByteBuffer.allocate(16)
                                    .putLong(uuid.getMostSignificantBits())
                                    .putLong(uuid.getLeastSignificantBits())
                                    .array());
            case String text -> littleEndian(padded(text));
            case byte[] bytes -> littleEndian(bytes);
            default -> throw new IllegalArgumentException(value.toString());
        };
    }

    private byte[] padded(String text) {
        byte[] field = new byte[width / 8];
        if (!name.contains("nqn")) {
            Arrays.fill(field, (byte) ' ');
        }
        byte[] bytes = text.getBytes(UTF_8);
        System.arraycopy(bytes, 0, field, 0, bytes.length);
        return field;
    }

    private static BigInteger littleEndian(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return new BigInteger(1, reversed);
    }

    private Class<?> valueType() {
        Class<?> kind = getter().getReturnType();
        if (!VALUES.contains(kind)) {
            throw new IllegalStateException(id() + " returns " + kind);
        }
        return kind;
    }

    private Method getter() {
        return isRegister()
                ? method(name, registerType())
                : method(name, MemorySegment.class, long.class);
    }

    /** Whether the accessors take a value instead of memory. */
    private boolean isRegister() {
        return registerType() != null;
    }

    private Class<?> registerType() {
        return switch (type.getSimpleName()) {
            case "Cap" -> long.class;
            case "Cc", "Csts", "Vs", "Crto" -> int.class;
            default -> null;
        };
    }

    private Object register(MemorySegment segment) {
        if (registerType() == long.class) {
            return Wire.i64(segment, AT);
        }
        return Wire.i32(segment, AT);
    }

    private Method method(String named, Class<?>... parameters) {
        try {
            return type.getMethod(named, parameters);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object call(Method method, Object... arguments) {
        try {
            return method.invoke(null, arguments);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(method.toString(), e);
        }
    }
}
