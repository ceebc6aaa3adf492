package io.viaduct.api.rpc;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes a field of a parameter DTO. A field that is absent from a call keeps its initial value;
 * a field of a boxed type or an object may also be given as null.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface RpcParam {
    /** One sentence for help: meaning, unit, range. */
    String value();

    /** Whether a call without it is refused. */
    boolean required() default false;

    /**
     * A value as somebody would type it, from which help makes an example of the whole call; none
     * where that would only be noise.
     */
    String example() default "";

    /** What becomes of it. */
    RpcSupport support() default RpcSupport.HONOURED;
}
