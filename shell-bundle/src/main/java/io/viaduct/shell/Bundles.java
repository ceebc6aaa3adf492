package io.viaduct.shell;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

import java.util.function.Function;

/** Bundles as somebody names them, by number, symbolic name or location: started and stopped. */
final class Bundles {
    private final Function<String, Bundle> find;

    /**
     * Over one framework.
     *
     * @param find makes a bundle of what was typed, or null
     */
    Bundles(Function<String, Bundle> find) {
        this.find = find;
    }

    /** Starts one, also in later starts of the platform. */
    void start(String typed) throws CommandException {
        Bundle bundle = bundle(typed);
        try {
            bundle.start();
        } catch (BundleException e) {
            throw new CommandException(name(bundle) + " does not start: " + e.getMessage());
        }
    }

    /** Stops one; answers when what it had is given up. */
    void stop(String typed) throws CommandException {
        Bundle bundle = bundle(typed);
        try {
            bundle.stop();
        } catch (BundleException e) {
            throw new CommandException(name(bundle) + " does not stop: " + e.getMessage());
        }
    }

    /** Its symbolic name. */
    String name(String typed) throws CommandException {
        return name(bundle(typed));
    }

    private Bundle bundle(String typed) throws CommandException {
        Bundle bundle = find.apply(typed);
        if (bundle == null) {
            throw new CommandException("there is no bundle " + typed + "; there are: plugin:list");
        }
        return bundle;
    }

    private static String name(Bundle bundle) {
        String name = bundle.getSymbolicName();
        return name == null ? bundle.getLocation() : name;
    }
}
