package io.viaduct.core.keyring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.rpc.RpcException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Names of keys, and which files may hold one. */
class KeyringMethodsTest {
    private final KeyringMethods methods = new KeyringMethods();

    @TempDir Path folder;

    private Path file;

    @BeforeEach
    void makeFile() throws Exception {
        file = Files.writeString(folder.resolve("key"), "NVMeTLSkey-1:01:secret:");
        permit("rw-------");
    }

    private void permit(String permissions) throws Exception {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private void add(String name, String path) throws RpcException {
        var p = new KeyringMethods.Add();
        p.name = name;
        p.path = path;
        assertTrue(methods.add(p));
    }

    private void remove(String name) throws RpcException {
        var p = new KeyringMethods.Remove();
        p.name = name;
        assertTrue(methods.remove(p));
    }

    private String refusal(String name, String path) {
        var refused = assertThrows(RpcException.class, () -> add(name, path));
        assertFalse(String.valueOf(refused.data()).contains("secret"));
        return refused.code() + " " + refused.getMessage();
    }

    private List<String> names() {
        return methods.keys().stream().map(key -> key.name).toList();
    }

    @Test
    void shouldTellTheKeysAndTheirFilesInTheOrderOfTheirComing() throws Exception {
        add("b", file.toString());
        add(":a", file.toString());
        assertEquals(List.of("b", ":a"), names());
        assertEquals(file.toString(), methods.keys().getFirst().path);
        remove("b");
        assertEquals(List.of(":a"), names());
        // The colon stands for the one keyring that there is.
        remove("a");
        assertEquals(List.of(), names());
        assertTrue(Files.exists(file));
    }

    @Test
    void shouldRefuseANameThatIsTakenAndAnotherKeyring() throws Exception {
        add("a", file.toString());
        assertEquals("-17 File exists", refusal("a", file.toString()));
        assertEquals("-17 File exists", refusal(":a", file.toString()));
        assertEquals("-22 Invalid argument", refusal("ring:b", file.toString()));
        assertEquals("-36 File name too long", refusal("x".repeat(256), file.toString()));
        assertEquals(List.of("a"), names());
    }

    @Test
    void shouldRefuseToRemoveWhatIsNotThere() {
        var refused = assertThrows(RpcException.class, () -> remove("none"));
        assertEquals(
                "-126 Required key not available", refused.code() + " " + refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rwx--x---", "rw-----w-"})
    void shouldRefuseAFileThatOthersMayUse(String permissions) throws Exception {
        permit(permissions);
        assertEquals("-1 Operation not permitted", refusal("a", file.toString()));
    }

    @Test
    void shouldTakeAFileThatOnlyItsUserMayRead() throws Exception {
        permit("r--------");
        add("a", file.toString());
        assertEquals(List.of("a"), names());
    }

    @ParameterizedTest
    @CsvSource({
        "key, -1 Operation not permitted",
        "'', -1 Operation not permitted",
        "FOLDER/none, -2 No such file or directory",
        "FILE/none, -20 Not a directory",
        "LOOP, -40 Too many levels of symbolic links",
    })
    void shouldRefuseAPathThatLeadsToNoFile(String path, String refusal) throws Exception {
        Path loop = folder.resolve("loop");
        Files.createSymbolicLink(loop, loop);
        String there =
                path.replace("FOLDER", folder.toString())
                        .replace("FILE", file.toString())
                        .replace("LOOP", loop.toString());
        assertEquals(refusal, refusal("a", there));
    }

    @Test
    void shouldRefuseAFileOfAnotherUser() throws Exception {
        // The init process's memory is root's; so is this file where the test is root, which may
        // give it away.
        boolean root = Files.getAttribute(file, "unix:uid").equals(0);
        String path = file.toString();
        if (root) {
            Files.setAttribute(file, "unix:uid", 1);
        } else {
            path = "/proc/1/mem";
        }
        assertEquals("-1 Operation not permitted", refusal("a", path));
    }

    @Test
    void shouldKeepNoMoreKeysThanThereMayBe() throws Exception {
        for (int i = 0; i < KeyringMethods.KEYS_MAX; i++) {
            add("k" + i, file.toString());
        }
        assertEquals("-28 No space left on device", refusal("more", file.toString()));
    }
}
