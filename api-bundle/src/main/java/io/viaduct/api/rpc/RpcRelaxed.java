package io.viaduct.api.rpc;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the one {@code Map<String, Object>} field of a parameter DTO that receives parameters which
 * no other field names, for instance a transport's own options. Whoever reads it refuses what it
 * does not know.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
public @interface RpcRelaxed {}
