package io.viaduct.api.rpc;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Makes a method of an {@link RpcMethods} service callable. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface RpcMethod {
    /** Name, as SPDK's where SPDK has the method. */
    String value();

    /** One sentence for help. */
    String description();

    /** When it may be called. */
    RpcState[] states() default RpcState.RUNTIME;

    /** Further names, deprecated. */
    String[] aliases() default {};

    /** Whether a call is part of the desired state: false for questions. */
    boolean mutates() default true;
}
