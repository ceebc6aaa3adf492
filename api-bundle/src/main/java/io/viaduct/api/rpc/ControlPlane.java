package io.viaduct.api.rpc;

import org.osgi.annotation.versioning.ProviderType;

import java.util.Collection;
import java.util.concurrent.CompletionStage;

/**
 * The one way to manage the platform: every call, whether from a socket, the shell or a file, runs
 * on the control strand in the order in which it was made. Any thread but a reactor's.
 */
@ProviderType
public interface ControlPlane {
    /**
     * Calls a method without waiting.
     *
     * @param method name or alias
     * @param parameters a map from names to JDK types (maps, lists, strings, numbers, booleans), or
     *     null; anything else is refused
     * @return the result as a tree of JDK types; fails with an {@link RpcException}
     */
    CompletionStage<Object> submit(String method, Object parameters);

    /** Calls a method and waits for its result. Not on the control strand. */
    Object call(String method, Object parameters) throws RpcException, InterruptedException;

    /** The methods there are now, by name. */
    Collection<MethodInfo> methods();

    /** The phase the platform is in. */
    RpcState state();
}
