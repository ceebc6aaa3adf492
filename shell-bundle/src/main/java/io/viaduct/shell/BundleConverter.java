package io.viaduct.shell;

import org.apache.felix.service.command.Converter;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/**
 * Makes bundles of what is typed for them: the number, the symbolic name or the location. Without
 * it gogo's own commands, such as {@code felix:stop}, take no bundle.
 */
final class BundleConverter implements Converter {
    private final BundleContext context;

    /**
     * Over one framework.
     *
     * @param context that of the system bundle, which sees all others
     */
    BundleConverter(BundleContext context) {
        this.context = context;
    }

    @Override
    public Object convert(Class<?> desired, Object in) {
        return desired == Bundle.class && in != null ? find(in.toString().strip()) : null;
    }

    /** The bundle of that number, symbolic name or location, or null. */
    Bundle find(String text) {
        if (!text.isEmpty() && text.chars().allMatch(Character::isDigit) && text.length() < 19) {
            Bundle numbered = context.getBundle(Long.parseLong(text));
            if (numbered != null) {
                return numbered;
            }
        }
        for (Bundle bundle : context.getBundles()) {
            if (text.equals(bundle.getSymbolicName()) || text.equals(bundle.getLocation())) {
                return bundle;
            }
        }
        return null;
    }

    @Override
    public CharSequence format(Object target, int level, Converter escape) {
        return null;
    }
}
