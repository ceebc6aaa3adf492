package io.viaduct.rpc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.async.ByteArrayFeeder;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes complete JSON values out of the bytes of one connection, wherever they are cut: a request
 * ends where its value ends, there is no framing. Limits are SPDK's (lib/jsonrpc). One thread.
 *
 * <p>A value is a tree of JDK types, but for a request's id if that is a number, which is kept as
 * {@link VerbatimNumber}, and for a {@link Flaw} where members of an object share a name.
 */
final class Assembler {
    /** Bytes that may arrive without completing a value. */
    static final int BYTES_MAX = 256 * 1024;

    /** JSON values of a request: scalars, names, and both ends of objects and arrays. */
    static final int VALUES_MAX = 8192;

    private static final int NESTING_MAX = 64;
    private static final int NUMBER_DIGITS_MAX = 1000;
    private static final byte[] SPACE = {' '};

    /** Field names are not kept beyond a request: a client chooses them. */
    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(NESTING_MAX)
                                    .maxNumberLength(NUMBER_DIGITS_MAX)
                                    .build())
                    .build();

    private final JsonParser parser;
    private final ByteArrayFeeder feeder;
    private final List<Object> open = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private int values;
    private long fed;
    private long completedAt;

    Assembler() {
        try {
            parser = FACTORY.createNonBlockingByteArrayParser();
        } catch (IOException e) {
            throw new IllegalStateException("a parser without input", e);
        }
        feeder = (ByteArrayFeeder) parser.getNonBlockingInputFeeder();
    }

    /**
     * Takes the bytes that came, and adds the values which they complete, also when it fails.
     *
     * @throws IOException if this is no JSON or beyond a limit: there is no point to go on from
     */
    void feed(byte[] bytes, int length, List<Object> complete) throws IOException {
        feedInput(bytes, length, complete);
        if (open.isEmpty() && length > 0 && isDigit(bytes[length - 1])) {
            // A bare number has no end of its own; SPDK takes what has come for all of it.
            feedInput(SPACE, SPACE.length, complete);
        }
        if (fed - completedAt > BYTES_MAX) {
            throw new IOException("a request of more than " + BYTES_MAX + " bytes");
        }
    }

    /**
     * There are no more bytes.
     *
     * @throws IOException if they end within a value
     */
    void end() throws IOException {
        feeder.endOfInput();
        if (next() != null) {
            throw new IOException("a value that nothing ends");
        }
    }

    private void feedInput(byte[] bytes, int length, List<Object> complete) throws IOException {
        fed += length;
        feeder.feedInput(bytes, 0, length);
        for (JsonToken token = next(); token != JsonToken.NOT_AVAILABLE; token = next()) {
            take(token, complete);
        }
    }

    private JsonToken next() throws IOException {
        return parser.nextToken();
    }

    private void take(JsonToken token, List<Object> complete) throws IOException {
        if (++values > VALUES_MAX) {
            throw new IOException("a request of more than " + VALUES_MAX + " values");
        }
        switch (token) {
            case FIELD_NAME -> names.set(names.size() - 1, parser.currentName());
            case START_OBJECT -> begin(new LinkedHashMap<String, Object>(), complete);
            case START_ARRAY -> begin(new ArrayList<Object>(), complete);
            case END_OBJECT, END_ARRAY -> end(complete);
            default -> put(scalar(token), complete);
        }
    }

    private void begin(Object container, List<Object> complete) {
        if (!open.isEmpty()) {
            put(container, complete);
        }
        open.add(container);
        names.add(null);
    }

    private void end(List<Object> complete) {
        Object container = open.removeLast();
        names.removeLast();
        if (open.isEmpty()) {
            done(container, complete);
        }
    }

    private void put(Object value, List<Object> complete) {
        if (open.isEmpty()) {
            done(value, complete);
        } else if (open.getLast() instanceof List<?> list) {
            objects(list).add(value);
        } else {
            Map<String, Object> object = members(open.getLast());
            String name = names.getLast();
            if (object.containsKey(name)) {
                flaw(object, name);
            } else {
                object.put(name, value);
            }
        }
    }

    private void done(Object value, List<Object> complete) {
        complete.add(value);
        values = 0;
        completedAt = parser.currentLocation().getByteOffset();
    }

    /** Two members of one name: which of them is meant cannot be known. */
    private void flaw(Map<String, Object> object, String name) {
        int level = envelopeLevel();
        if (level < 0 || level == open.size() - 1) {
            object.put(name, Flaw.DUPLICATE_MEMBER);
        } else {
            members(open.get(level)).put(names.get(level), Flaw.DUPLICATE_BELOW);
        }
    }

    /** Which of the open containers is the request: the outermost object, or one of a batch. */
    private int envelopeLevel() {
        int level = open.getFirst() instanceof List ? 1 : 0;
        return open.size() > level && open.get(level) instanceof Map ? level : -1;
    }

    private Object scalar(JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
                    isId() ? verbatim() : parser.getNumberValue();
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            case VALUE_NULL -> null;
            default -> throw new IOException("unexpected " + token);
        };
    }

    private VerbatimNumber verbatim() throws IOException {
        return new VerbatimNumber(parser.getText());
    }

    private boolean isId() {
        return !open.isEmpty()
                && envelopeLevel() == open.size() - 1
                && Request.ID.equals(names.getLast());
    }

    private static boolean isDigit(byte character) {
        return character >= '0' && character <= '9';
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> members(Object container) {
        return (Map<String, Object>) container;
    }

    @SuppressWarnings("unchecked")
    private static List<Object> objects(List<?> list) {
        return (List<Object>) list;
    }
}
