package io.viaduct.rpc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;

import io.viaduct.api.rpc.RpcException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;

/**
 * Writes answers as SPDK does: one line of compact JSON, members in the order jsonrpc, id, result
 * or error. ASCII only, since rpc.py decodes each 4 KiB it reads by itself and loses one that ends
 * within a character.
 */
final class Answer {
    private static final JsonFactory FACTORY =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private Answer() {}

    /**
     * The answer to a call that succeeded, without the end of the line.
     *
     * @throws IOException if it is longer than {@code bytesMax}
     * @throws IllegalArgumentException if the result has something else than JDK types
     */
    static byte[] result(Object id, Object result, int bytesMax) throws IOException {
        var bytes = new BoundedBytes(bytesMax);
        try (JsonGenerator json = begin(bytes, id)) {
            json.writeFieldName("result");
            write(json, result);
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    /** The answer to a call that was refused; see {@link #result}. */
    static byte[] error(Object id, RpcException error, int bytesMax) throws IOException {
        var bytes = new BoundedBytes(bytesMax);
        try (JsonGenerator json = begin(bytes, id)) {
            json.writeObjectFieldStart("error");
            json.writeNumberField("code", error.code());
            json.writeStringField("message", error.getMessage());
            if (error.data() != null) {
                json.writeFieldName("data");
                write(json, error.data());
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static JsonGenerator begin(BoundedBytes bytes, Object id) throws IOException {
        JsonGenerator json = FACTORY.createGenerator(bytes);
        json.writeStartObject();
        json.writeStringField("jsonrpc", "2.0");
        json.writeFieldName(Request.ID);
        write(json, id);
        return json;
    }

    private static void write(JsonGenerator json, Object value) throws IOException {
        switch (value) {
            case null -> json.writeNull();
            case String text -> json.writeString(text);
            case Boolean truth -> json.writeBoolean(truth);
            case VerbatimNumber number -> json.writeNumber(number.text());
            case Number number -> write(json, number);
            case Map<?, ?> object -> writeObject(json, object);
            case Iterable<?> list -> {
                json.writeStartArray();
                for (Object element : list) {
                    write(json, element);
                }
                json.writeEndArray();
            }
            default -> throw unknown(value);
        }
    }

    private static void writeObject(JsonGenerator json, Map<?, ?> object) throws IOException {
        json.writeStartObject();
        for (Map.Entry<?, ?> member : object.entrySet()) {
            json.writeFieldName(String.valueOf(member.getKey()));
            write(json, member.getValue());
        }
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Number number) throws IOException {
        switch (number) {
            case Byte _, Short _, Integer _, Long _ -> json.writeNumber(number.longValue());
            case Float _, Double _ -> json.writeNumber(number.doubleValue());
            case BigInteger big -> json.writeNumber(big);
            case BigDecimal big -> json.writeNumber(big);
            default -> throw unknown(number);
        }
    }

    private static IllegalArgumentException unknown(Object value) {
        return new IllegalArgumentException("a result holds a " + value.getClass().getName());
    }

    /** Fails instead of growing beyond its bound. */
    private static final class BoundedBytes extends OutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final int bytesMax;

        BoundedBytes(int bytesMax) {
            this.bytesMax = bytesMax;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] some, int at, int length) throws IOException {
            if (length > bytesMax - bytes.size()) {
                throw new IOException("an answer of more than " + bytesMax + " bytes");
            }
            bytes.write(some, at, length);
        }

        byte[] toByteArray() {
            return bytes.toByteArray();
        }
    }
}
