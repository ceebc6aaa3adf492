package io.viaduct.core.bdev;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.rpc.Errno;
import io.viaduct.api.rpc.RpcException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Under which names devices are known: name, UUID and aliases in one space. Control strand. */
final class BdevNames {
    /** Longest name, characters. */
    static final int LENGTH_MAX = 255;

    private final Map<String, BdevEntry> byName = new HashMap<>();

    /**
     * All names of a device without repetition: its own, its UUID in lower case, its aliases.
     *
     * @throws RpcException -22 when one is malformed
     */
    static List<String> of(Bdev bdev) throws RpcException {
        List<String> names = new ArrayList<>();
        names.add(valid(bdev.name()));
        String uuid = bdev.uuid().toString();
        if (!names.contains(uuid)) {
            names.add(uuid);
        }
        for (String alias : bdev.aliases()) {
            if (!names.contains(valid(alias))) {
                names.add(alias);
            }
        }
        if (!bdev.operations().contains(BdevOp.READ)) {
            throw Errno.EINVAL.refusal(bdev.name() + " cannot be read");
        }
        return List.copyOf(names);
    }

    private static String valid(String name) throws RpcException {
        if (name == null || name.isEmpty() || name.length() > LENGTH_MAX) {
            throw Errno.EINVAL.refusal("a name has 1 to " + LENGTH_MAX + " characters");
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw Errno.EINVAL.refusal("a name has no control characters");
        }
        return name;
    }

    /** Refuses with -17 what is taken, also by a device that is still going. */
    void check(List<String> names) throws RpcException {
        for (String name : names) {
            BdevEntry taken = byName.get(name);
            if (taken != null) {
                boolean goes = taken.cause() != null;
                String why = goes ? " goes, and is still in use" : " is taken";
                throw Errno.EEXIST.refusal(name + why);
            }
        }
    }

    void put(BdevEntry entry) {
        entry.names().forEach(name -> byName.put(name, entry));
    }

    void remove(BdevEntry entry) {
        entry.names().forEach(byName::remove);
    }

    BdevEntry get(String name) {
        return byName.get(name);
    }
}
