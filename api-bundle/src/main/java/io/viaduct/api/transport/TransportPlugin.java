package io.viaduct.api.transport;

import org.osgi.annotation.bundle.Capability;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says in a bundle's manifest that it brings a transport, so that a resolver finds it and a message
 * can name what is missing. On the class of the {@link TargetTransport}.
 */
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
@Capability(
        namespace = "viaduct.transport",
        attribute = "viaduct.transport=${#value}",
        version = "1.0.0")
public @interface TransportPlugin {
    /** The transport's name, as {@link TargetTransport#trtype}. */
    String value();
}
