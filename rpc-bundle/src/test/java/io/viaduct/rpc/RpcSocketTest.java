package io.viaduct.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Which paths are taken, and what is left of them. */
class RpcSocketTest {
    @TempDir Path folder;

    @Test
    void shouldOpenTheSocketToItsOwnerOnly() throws IOException {
        Path path = folder.resolve("a.sock");
        try (var socket = RpcSocket.listen(path)) {
            assertTrue(socket.channel().isOpen());
            assertEquals("rw-------", mode(path));
            assertEquals("rw-------", mode(folder.resolve("a.sock.lock")));
        }
        assertFalse(Files.exists(path));
        assertFalse(Files.exists(folder.resolve("a.sock.lock")));
    }

    @Test
    void shouldTakeThePlaceOfASocketThatNobodyServes() throws IOException {
        Path path = folder.resolve("a.sock");
        try (var left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            left.bind(UnixDomainSocketAddress.of(path));
        }
        assertTrue(Files.exists(path));
        try (var socket = RpcSocket.listen(path)) {
            assertTrue(socket.channel().isOpen());
        }
    }

    @Test
    void shouldRefuseASocketThatAnotherServes() throws IOException {
        Path path = folder.resolve("a.sock");
        try (var other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            other.bind(UnixDomainSocketAddress.of(path));
            assertEquals("RPC socket " + path + " is in use by another process", refusal(path));
        }
    }

    @Test
    void shouldRefuseASocketThatThisProcessServesAndLeaveItsLock() throws IOException {
        Path path = folder.resolve("a.sock");
        try (var socket = RpcSocket.listen(path)) {
            assertTrue(socket.channel().isOpen());
            assertEquals("RPC socket " + path + " is in use by this process", refusal(path));
            assertTrue(Files.exists(folder.resolve("a.sock.lock")));
        }
    }

    @Test
    void shouldRefuseAFileAndKeepIt() throws IOException {
        Path path = Files.writeString(folder.resolve("a.sock"), "mine");
        assertEquals("RPC socket " + path + " exists and is no socket", refusal(path));
        assertEquals("mine", Files.readString(path));
        assertFalse(Files.exists(folder.resolve("a.sock.lock")));
    }

    @Test
    void shouldTakeCallsOfItsOwnUserAndOfRootOnly() throws IOException {
        Path path = folder.resolve("a.sock");
        var users = path.getFileSystem().getUserPrincipalLookupService();
        try (var socket = RpcSocket.listen(path)) {
            assertTrue(socket.mayCall(Files.getOwner(folder)));
            assertTrue(socket.mayCall(users.lookupPrincipalByName("0")));
            assertFalse(socket.mayCall(users.lookupPrincipalByName("54321")));
        }
    }

    @Test
    void shouldAcceptAClientOfItsOwnUserThoughTheModeIsWider() throws IOException {
        Path path = folder.resolve("a.sock");
        try (var socket = RpcSocket.listen(path)) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"));
            try (var client = new Client(path);
                    var accepted = socket.accept()) {
                client.send("x");
                assertEquals(1, accepted.read(ByteBuffer.allocate(1)));
            }
        }
    }

    @Test
    void shouldRefuseAPathThatTheKernelCannotHold() {
        Path path = folder.resolve("x".repeat(108));
        assertEquals("RPC socket " + path + " is longer than 107 bytes", refusal(path));
    }

    @Test
    void shouldRefuseAFolderThatIsNotThere() {
        Path path = folder.resolve("none/a.sock");
        assertEquals(
                "RPC socket " + path + " has no lock file: " + path + ".lock cannot be opened",
                refusal(path));
    }

    private static String refusal(Path path) {
        return assertThrows(IOException.class, () -> RpcSocket.listen(path)).getMessage();
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
