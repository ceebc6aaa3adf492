package io.viaduct.api.bdev;

import org.osgi.annotation.bundle.Capability;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says in a bundle's manifest that it brings a kind of block device, so that a resolver finds it
 * and a message can name what is missing. On the class of the {@link BdevModule}.
 */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
@Capability(namespace = "viaduct.bdev", attribute = "viaduct.bdev=${#value}", version = "1.0.0")
public @interface BdevPlugin {
    /** The module's name, as {@link BdevModule#name}. */
    String value();
}
