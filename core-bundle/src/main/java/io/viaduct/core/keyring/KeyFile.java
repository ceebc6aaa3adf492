package io.viaduct.core.keyring;

import io.viaduct.api.rpc.RpcException;
import io.viaduct.linux.Descriptor;
import io.viaduct.linux.Errno;
import io.viaduct.linux.SystemCallException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/** A file with a key in it: nobody but the user of this process may read or write it. */
final class KeyFile {
    /** Permissions of the group and of all others. */
    private static final int OTHERS = 077;

    /** open(2), O_PATH: nothing can be read by it. Unlike the library, it tells what is wrong. */
    private static final int PATH_ONLY = 0x200000;

    /** All bits of a mode that chmod(1) sets. */
    private static final int PERMISSIONS = 07777;

    private KeyFile() {}

    /**
     * Looks whether a key may be in a file; it is not opened.
     *
     * @param path absolute
     * @throws RpcException with SPDK's number and the reason where it may not
     */
    static void check(String path) throws RpcException {
        if (!path.startsWith("/")) {
            throw refusal(Errno.EPERM, "a path has to be absolute: " + path);
        }
        Map<String, Object> found = attributes(path);
        int mode = (int) found.get("mode");
        if ((mode & OTHERS) != 0) {
            throw refusal(
                    Errno.EPERM,
                    "others may use %s: its mode is 0%o, and has to be 0%o"
                            .formatted(path, mode & PERMISSIONS, mode & PERMISSIONS & ~OTHERS));
        }
        Object user = attributes("/proc/self").get("uid");
        if (!found.get("uid").equals(user)) {
            throw refusal(
                    Errno.EPERM,
                    "%s is of user %s, not of %s".formatted(path, found.get("uid"), user));
        }
    }

    private static Map<String, Object> attributes(String path) throws RpcException {
        try {
            int descriptor = io.viaduct.linux.Files.open(Path.of(path), PATH_ONLY, 0);
            try {
                return Files.readAttributes(
                        Path.of("/proc/self/fd/" + descriptor), "unix:mode,uid");
            } finally {
                Descriptor.close(descriptor);
            }
        } catch (InvalidPathException e) {
            throw refusal(Errno.EINVAL, e.getMessage());
        } catch (SystemCallException e) {
            throw refusal(e.errno(), "there is no looking at " + path);
        } catch (IOException e) {
            throw refusal(Errno.EIO, e.getMessage());
        }
    }

    static RpcException refusal(int errno, String reason) {
        return new RpcException(-errno, Errno.text(errno), Map.of("reason", reason));
    }
}
