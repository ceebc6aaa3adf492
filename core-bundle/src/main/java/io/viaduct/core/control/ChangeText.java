package io.viaduct.core.control;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.viaduct.core.control.DesiredState.Entry;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Changes as a journal's record holds them: a JSON array of objects {@code {"removed": [number],
 * "put": [{"sequence", "method", "params", "generated"}]}}. Any thread.
 */
final class ChangeText {
    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .visibility(PropertyAccessor.ALL, Visibility.NONE)
                    .visibility(PropertyAccessor.FIELD, Visibility.PUBLIC_ONLY)
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();
    private static final ObjectWriter WRITER = MAPPER.writerFor(Item[].class);
    private static final ObjectReader READER = MAPPER.readerFor(Item[].class);

    /** A change. */
    static final class Item {
        public List<Long> removed = List.of();
        public List<Call> put = List.of();
    }

    /** An entry. */
    static final class Call {
        public long sequence;
        public String method;
        public Map<String, Object> params = Map.of();
        public List<String> generated = List.of();
    }

    private ChangeText() {}

    static byte[] of(List<Change> changes) {
        try {
            return WRITER.writeValueAsBytes(
                    changes.stream().map(ChangeText::item).toArray(Item[]::new));
        } catch (JsonProcessingException e) {
            // Trees of JDK types always have a text.
            throw new IllegalArgumentException(e);
        }
    }

    private static Item item(Change change) {
        Item item = new Item();
        item.removed = List.copyOf(change.removed());
        item.put = change.put().stream().map(ChangeText::call).toList();
        return item;
    }

    private static Call call(Entry entry) {
        Call call = new Call();
        call.sequence = entry.sequence();
        call.method = entry.method();
        call.params = entry.parameters();
        call.generated = entry.generated();
        return call;
    }

    /**
     * Reads a record.
     *
     * @throws IOException when it is none
     */
    static List<Change> read(byte[] record) throws IOException {
        List<Change> changes = new ArrayList<>();
        for (Item item : READER.<Item[]>readValue(record)) {
            List<Entry> put = new ArrayList<>();
            for (Call call : item.put) {
                if (call.method == null) {
                    throw new IOException("call " + call.sequence + " has no method");
                }
                put.add(new Entry(call.sequence, call.method, call.params, call.generated));
            }
            changes.add(new Change(item.removed, put));
        }
        return changes;
    }
}
