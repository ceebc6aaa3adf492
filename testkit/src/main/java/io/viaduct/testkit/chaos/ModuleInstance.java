package io.viaduct.testkit.chaos;

import io.viaduct.api.rpc.RpcMethods;

/** One running instance of a module of devices. */
public interface ModuleInstance {
    /** Its management methods; among them those that its {@link Kind} names. */
    RpcMethods methods();

    /** What the module does when its bundle stops. May wait. */
    void leave();
}
