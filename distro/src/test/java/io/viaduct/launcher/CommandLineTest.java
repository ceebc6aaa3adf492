package io.viaduct.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class CommandLineTest {
    @TempDir private Path folder;

    @Test
    void shouldNeedNoOption() throws Refusal {
        Options options = parse();
        assertNull(options.config());
        assertEquals("/var/tmp/spdk.sock", options.rpc());
        assertNull(options.cpus());
        assertFalse(options.waitForRpc());
        assertNull(options.engine());
        assertTrue(options.shell());
        assertNull(options.metrics());
        assertEquals(Options.dataDefault(), options.data());
        assertEquals(System.Logger.Level.INFO, options.logLevel());
    }

    @Test
    void shouldTakeTheOptionsThatSpdkHas() throws Refusal, IOException {
        Path config = Files.writeString(folder.resolve("a.json"), "{}");
        Options options =
                parse("-c", config.toString(), "-r", "/tmp/r.sock", "-m", "0x1", "--wait-for-rpc");
        assertEquals(config, options.config());
        assertEquals("/tmp/r.sock", options.rpc());
        assertEquals("0", options.cpus());
        assertTrue(options.waitForRpc());
    }

    @Test
    void shouldTakeAValueBehindAnEqualsSign() throws Refusal {
        Options options = parse("--rpc-socket=/tmp/r.sock", "--cpumask=[0]", "--data=/tmp/d");
        assertEquals("/tmp/r.sock", options.rpc());
        assertEquals("0", options.cpus());
        assertEquals(Path.of("/tmp/d"), options.data());
    }

    @Test
    void shouldTakeOurOwnOptions() throws Refusal {
        Options options = parse("--engine", "epoll", "--no-shell", "--log-level", "debug");
        assertEquals("epoll", options.engine());
        assertFalse(options.shell());
        assertEquals(System.Logger.Level.DEBUG, options.logLevel());
        assertEquals("9464", parse("--metrics", "9464").metrics());
        assertEquals("::1:9464", parse("--metrics=::1:9464").metrics());
    }

    @Test
    void shouldTakeAPortForJsonRpc() throws Refusal {
        assertEquals("127.0.0.1:5260", parse("-r", "127.0.0.1:5260").rpc());
        assertEquals("[::1]:5260", parse("-r", "[::1]:5260").rpc());
    }

    @Test
    void shouldMakePathsAbsolute() throws Refusal {
        assertEquals(
                Path.of("rpc:sock").toAbsolutePath().toString(), parse("-r", "rpc:sock").rpc());
        assertEquals(Path.of("here").toAbsolutePath(), parse("--data", "here").data());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--bogus | unknown option --bogus; see viaduct --help",
                "run | unknown option run; see viaduct --help",
                "-r | option -r needs a value",
                "--no-shell=1 | option --no-shell takes no value",
                "--metrics=all | option --metrics: \"all\" is no PORT or ADDRESS:PORT",
                "--engine=fast | option --engine: \"fast\" is not epoll or uring",
                "-c /nowhere/a.json | cannot read the configuration /nowhere/a.json:"
                        + " no such file or folder",
                "-c / | cannot read the configuration /: it is a folder",
            })
    void shouldRefuseInOneLine(String arguments, String message) {
        Refusal refusal = assertThrows(Refusal.class, () -> parse(arguments.split(" ")));
        assertEquals(message, refusal.getMessage());
    }

    @Test
    void shouldRefuseASocketPathThatNoAddressHolds() {
        String path = "/" + "a".repeat(107);
        Refusal refusal = assertThrows(Refusal.class, () -> parse("-r", path));
        assertEquals(
                "option -r: a socket's path has at most 107 bytes: " + path, refusal.getMessage());
    }

    private static Options parse(String... arguments) throws Refusal {
        return CommandLine.parse(List.of(arguments));
    }
}
