package io.viaduct.core.keyring;

import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcParam;
import io.viaduct.linux.Errno;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * keyring_file_add_key and its kin: keys by name. What is kept, shown and saved is the path of a
 * key's file, never what is in it. Control strand.
 */
public final class KeyringMethods implements RpcMethods {
    /** Keys that there may be. */
    static final int KEYS_MAX = 65_536;

    /** Longest name, in characters. */
    private static final int NAME_MAX = 255;

    /** ENOKEY. */
    private static final int NO_KEY = 126;

    // By the name without the colon that may stand before it.
    private final Map<String, Key> keys = new LinkedHashMap<>();

    /** A key. */
    public static class Key {
        /** As it was given. */
        public String name;

        /** Whose it is: keys are in files. */
        public String module = "keyring_file";

        /** Never: what is removed is gone, because nobody uses it. */
        public boolean removed;

        /** Never: a key is not found by itself, but added. */
        public boolean probed;

        /** The keyring's own reference: nothing takes keys. */
        public int refcnt = 1;

        /** Its file. */
        public String path;
    }

    /** Parameters of keyring_file_add_key. */
    public static class Add {
        /** Honoured. */
        @RpcParam(value = "Name of the key", required = true, example = "key0")
        public String name;

        /** Honoured. */
        @RpcParam(
                value = "Absolute path of its file, which this process's user alone may read",
                required = true,
                example = "/etc/viaduct/key0")
        public String path;
    }

    /** Parameters of keyring_file_remove_key. */
    public static class Remove {
        /** Honoured. */
        @RpcParam(value = "Name of the key", required = true, example = "key0")
        public String name;
    }

    /** Adds a key. */
    @RpcMethod(value = "keyring_file_add_key", description = "Gives a key in a file a name.")
    public boolean add(Add p) throws RpcException {
        // Other keyrings than the one without a name could stand before a colon.
        if (p.name.indexOf(':') > 0) {
            throw KeyFile.refusal(Errno.EINVAL, "there is no keyring of the name in " + p.name);
        }
        if (p.name.length() > NAME_MAX) {
            throw KeyFile.refusal(
                    Errno.ENAMETOOLONG, "a name has up to " + NAME_MAX + " characters");
        }
        if (keys.containsKey(bare(p.name))) {
            throw KeyFile.refusal(Errno.EEXIST, "there is a key " + p.name);
        }
        if (keys.size() == KEYS_MAX) {
            throw KeyFile.refusal(Errno.ENOSPC, "there are " + KEYS_MAX + " keys");
        }
        KeyFile.check(p.path);
        Key key = new Key();
        key.name = p.name;
        key.path = p.path;
        keys.put(bare(p.name), key);
        return true;
    }

    /** Removes a key; its file stays. */
    @RpcMethod(
            value = "keyring_file_remove_key",
            description = "Forgets a key; its file stays as it is.")
    public boolean remove(Remove p) throws RpcException {
        if (keys.remove(bare(p.name)) == null) {
            throw KeyFile.refusal(NO_KEY, "there is no key " + p.name);
        }
        return true;
    }

    /** Lists the keys. */
    @RpcMethod(
            value = "keyring_get_keys",
            description = "Lists the keys and their files.",
            mutates = false)
    public List<Key> keys() {
        return List.copyOf(keys.values());
    }

    private static String bare(String name) {
        return name.substring(name.indexOf(':') + 1);
    }
}
