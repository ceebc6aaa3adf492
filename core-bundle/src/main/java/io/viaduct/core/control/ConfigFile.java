package io.viaduct.core.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A configuration as SPDK's save_config writes it: {@code {"subsystems": [{"subsystem": name,
 * "config": [{"method": name, "params": {}}]}]}}. Comments are allowed, as in SPDK. Any thread but
 * the control strand.
 */
public final class ConfigFile {
    /** Why a configuration cannot be applied; says the file, the subsystem and the entry. */
    public static final class Invalid extends Exception {
        private static final long serialVersionUID = 1L;

        Invalid(String message) {
            super(message);
        }
    }

    /** A call of the file, and where it stands. */
    record Call(String where, String method, Map<String, Object> parameters) {}

    private final Path file;
    private final List<Call> calls = new ArrayList<>();

    private ConfigFile(Path file) {
        this.file = file;
    }

    /** Reads a file; nothing is called yet. */
    public static ConfigFile read(Path file) throws Invalid {
        var mapper = JsonMapper.builder().enable(JsonReadFeature.ALLOW_JAVA_COMMENTS).build();
        ConfigFile config = new ConfigFile(file);
        try {
            config.collect(mapper.readValue(file.toFile(), Object.class));
        } catch (JsonProcessingException e) {
            // Without Jackson's tail about where the surrounding value began.
            String said = e.getOriginalMessage().replaceFirst(" \\(for .*", "");
            throw new Invalid(file + ": " + said + " at line " + e.getLocation().getLineNr());
        } catch (IOException e) {
            throw new Invalid(file + " cannot be read: " + e.getMessage());
        }
        return config;
    }

    private void collect(Object tree) throws Invalid {
        if (!(tree instanceof Map<?, ?> top) || !(top.get("subsystems") instanceof List<?> all)) {
            throw new Invalid(file + ": there is no array \"subsystems\"");
        }
        for (Object element : all) {
            if (!(element instanceof Map<?, ?> subsystem)
                    || !(subsystem.get("subsystem") instanceof String name)) {
                throw new Invalid(file + ": an element of \"subsystems\" has no name");
            }
            Object config = subsystem.get("config");
            if (config instanceof List<?> entries) {
                collect(name, entries, "");
            } else if (config != null) {
                throw new Invalid(file + ": \"config\" of subsystem " + name + " is no array");
            }
        }
    }

    // A batch is an array in the place of an entry; its calls are made one after the other.
    private void collect(String subsystem, List<?> entries, String batch) throws Invalid {
        for (int i = 0; i < entries.size(); i++) {
            String number = batch + (i + 1);
            if (entries.get(i) instanceof List<?> inner) {
                collect(subsystem, inner, number + ".");
                continue;
            }
            String where = file + ": subsystem " + subsystem + ", entry " + number;
            if (!(entries.get(i) instanceof Map<?, ?> entry)
                    || !(entry.get("method") instanceof String method)) {
                throw new Invalid(where + " has no method");
            }
            where += " (" + method + ")";
            calls.add(new Call(where, method, parameters(where, entry.get("params"))));
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> parameters(String where, Object given) throws Invalid {
        if (given == null) {
            return Map.of();
        }
        if (!(given instanceof Map<?, ?>)) {
            throw new Invalid(where + ": parameters are given by name");
        }
        return (Map<String, Object>) given;
    }

    /** How many calls it holds. */
    public int size() {
        return calls.size();
    }

    /** Its calls, in order. */
    List<Call> calls() {
        return List.copyOf(calls);
    }
}
