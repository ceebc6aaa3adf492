package io.viaduct.bench;

import org.apache.felix.framework.Felix;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.Map;

/** The framework without a bundle, in a process of its own: what every start pays at least. */
public final class BareFelix {
    private BareFelix() {}

    /**
     * Starts it, says so with one byte on standard output, and waits to be ended.
     *
     * @param arguments the folder of its cache
     */
    public static void main(String[] arguments)
            throws BundleException, IOException, InterruptedException {
        Felix felix =
                new Felix(
                        Map.of(
                                Constants.FRAMEWORK_STORAGE,
                                arguments[0],
                                Constants.FRAMEWORK_STORAGE_CLEAN,
                                Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT));
        felix.start();
        try (var out = new FileOutputStream(FileDescriptor.out)) {
            out.write('.');
        }
        felix.waitForStop(0);
    }
}
