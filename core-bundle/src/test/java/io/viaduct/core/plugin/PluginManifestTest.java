package io.viaduct.core.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.Version;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

class PluginManifestTest {
    private static final String NAME = "Bundle-SymbolicName";

    @TempDir Path folder;

    @Test
    void shouldTellWhatABundleIsAndBrings() throws Exception {
        Path jar =
                TestJar.write(
                        folder.resolve("a.jar"),
                        NAME,
                        "com.example.a;x:=y",
                        "Bundle-Version",
                        "1.2.3.q",
                        "Provide-Capability",
                        "osgi.service;a=b,viaduct.bdev;viaduct.bdev=fast;version:Version=\"1.0\","
                                + "viaduct.transport;viaduct.transport=\"RDMA\"");
        var manifest = PluginManifest.read(jar);
        assertEquals("com.example.a", manifest.name());
        assertEquals(new Version("1.2.3.q"), manifest.version());
        assertEquals(List.of("viaduct.bdev=fast", "viaduct.transport=RDMA"), manifest.brings());
    }

    @ParameterizedTest
    @CsvSource({
        "Fragment-Host, io.viaduct.core, fragment",
        "Export-Package, com.example, exports packages",
        "DynamicImport-Package, *, imports dynamically",
        "Import-Package, 'com.a,com.b;resolution:=optional', optional imports",
        "Import-Package, 'com.a;resolution:=\"optional\"', optional imports",
        "Bundle-Version, one, malformed",
        "Bundle-SymbolicName, a;singleton:=true, singleton",
        "Bundle-SymbolicName, ../a, malformed",
    })
    void shouldRefuseWhatIsNoSpan(String header, String value, String reason) throws IOException {
        Path jar = TestJar.write(folder.resolve("a.jar"), NAME, "a", header, value);
        assertTrue(refusal(jar).contains(reason), refusal(jar));
    }

    @Test
    void shouldSayWhyAFileIsNoBundle() throws IOException {
        assertEquals("there is no such file", refusal(folder.resolve("missing.jar")));
        assertEquals("it is no file", refusal(folder));
        Path text = Files.writeString(folder.resolve("text.jar"), "text");
        assertTrue(refusal(text).startsWith("it is no jar: "));
        Path plain = TestJar.write(folder.resolve("plain.jar"));
        assertTrue(refusal(plain).contains("no Bundle-SymbolicName"));
        Path cut = folder.resolve("cut.jar");
        byte[] whole = Files.readAllBytes(TestJar.plugin(folder.resolve("whole.jar"), "a", "1"));
        Files.write(cut, Arrays.copyOf(whole, whole.length / 2));
        assertTrue(refusal(cut).startsWith("it is no jar: "));
    }

    private static String refusal(Path jar) {
        return assertThrows(PluginException.class, () -> PluginManifest.read(jar)).getMessage();
    }
}
