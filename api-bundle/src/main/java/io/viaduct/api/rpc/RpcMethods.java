package io.viaduct.api.rpc;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A service whose public methods with {@link RpcMethod} are management methods, there for as long
 * as the service is. Each takes nothing or one DTO (a class with public fields) and returns a DTO,
 * a JDK type or a list or map of them. They run on the control strand, one at a time, and may block
 * for as long as an administrator is willing to wait, but never call into the framework.
 */
@ConsumerType
public interface RpcMethods {}
