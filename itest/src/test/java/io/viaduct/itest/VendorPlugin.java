package io.viaduct.itest;

import io.viaduct.api.admin.AdminCall;
import io.viaduct.api.admin.AdminCommandHandler;
import io.viaduct.api.admin.AdminReply;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** An outsider's bundle that serves admin commands of its own, by the API alone. */
public final class VendorPlugin implements BundleActivator, AdminCommandHandler {
    /** Bytes for the host: its version, and how many commands it keeps. */
    static final int TELL = 0xC2;

    /** A command without data that does not end while its handler is there. */
    static final int KEEP = 0xC4;

    /** What {@link #TELL} has for the host. */
    static final int TOLD_BYTES = 8;

    private static final String NAME = "org.example.vendor";

    private final AtomicInteger kept = new AtomicInteger();
    private String version;

    /** Its jar in a version of one digit. */
    static InputStream jar(int version) throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        main.putValue(Constants.BUNDLE_SYMBOLICNAME, NAME);
        main.putValue(Constants.BUNDLE_VERSION, version + ".0.0");
        main.putValue(Constants.BUNDLE_ACTIVATOR, VendorPlugin.class.getName());
        main.putValue(
                Constants.IMPORT_PACKAGE,
                "org.osgi.framework,io.viaduct.api.admin;version=\"[1.0,2)\"");
        var bytes = new ByteArrayOutputStream();
        String file = VendorPlugin.class.getName().replace('.', '/') + ".class";
        try (var out = new JarOutputStream(bytes, manifest);
                InputStream in = VendorPlugin.class.getClassLoader().getResourceAsStream(file)) {
            out.putNextEntry(new JarEntry(file));
            in.transferTo(out);
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }

    @Override
    public void start(BundleContext context) {
        version = context.getBundle().getVersion().toString();
        context.registerService(AdminCommandHandler.class, this, null);
    }

    @Override
    public void stop(BundleContext context) {
        // The framework takes the service back.
    }

    @Override
    public Set<Integer> opcodes() {
        return Set.of(TELL, KEEP);
    }

    @Override
    public AdminReply execute(AdminCall call) throws InterruptedException {
        if (call.opcode() == TELL) {
            String told = version + "=" + kept;
            return AdminReply.of(told.getBytes(StandardCharsets.US_ASCII));
        }
        kept.incrementAndGet();
        new CountDownLatch(1).await();
        throw new IllegalStateException("nobody counts down");
    }
}
